# SPDX-License-Identifier: MPL-2.0
"""The yearly wheel as data: what is shipped holds together, an operator's own is laid over it, and whatever is wrong is one sentence with its line."""

from pathlib import Path

import pytest

from config.catalogue.load import load_catalogue
from config.problems import ConfigError
from config.year_wheel_load import load_year_wheel, unknown_sources

NAMED = "title: {da: T, en: T}, says: {da: S, en: S}, source: byl"
ACTING = "act: [{roles: [sekretariat], over: association}], leads: [7], done: {da: gjort, en: done}"


def own(directory: Path, text: str) -> Path:
    (directory / "year_wheel.yaml").write_text(text, encoding="utf-8")
    return directory


def entry(rule: str, more: str = "") -> str:
    return f"entries:\n  - {{id: mine, {NAMED}, rule: {rule}{', ' + more if more else ''}}}\n"


def test_the_shipped_wheel_has_the_dates_of_the_bylaws_with_their_paragraphs() -> None:
    wheel = load_year_wheel()
    sections = {each.id: each.section for each in wheel.entries if each.source == "byl"}
    assert sections["assembly"] == "§ 7, stk. 1"
    assert sections["assembly-notice"] == sections["assembly-proposals"] == sections["assembly-proposals-sent"] == "§ 7, stk. 2"
    assert sections["assembly-minutes"] == "§ 7, stk. 4"
    assert all(each.as_of == "2026-03" for each in wheel.entries if each.source == "byl")


def test_every_source_of_the_shipped_wheel_is_one_of_the_catalogue() -> None:
    assert unknown_sources(None, load_catalogue()["sources"]) == []


def test_nobody_is_reminded_of_what_the_bylaws_give_them_no_duty_for() -> None:
    roles = {role for each in load_year_wheel().entries for act in each.act for role in act.roles}
    assert roles == {"forperson", "sekretariat", "admin", "produktkoordinator", "tovholder"}


def test_an_operators_entry_takes_the_place_of_the_shipped_one_and_others_are_taken_out(tmp_path: Path) -> None:
    text = f"""entries:
  - id: self-evaluation
    title: {{da: Selvevaluering, en: Self-evaluation}}
    says: {{da: To gange, en: Twice}}
    rule: {{windows: [["02-01", "03-15"], ["08-15", "10-01"]]}}
    source: eval
  - {{id: mine, {NAMED}, rule: {{day: "02-29"}}}}
without: [network-day, network-virtual]
"""
    wheel = load_year_wheel(own(tmp_path, text))
    assert wheel.by_id["self-evaluation"].rule.windows == (("02-01", "03-15"), ("08-15", "10-01"))
    assert {"mine", "assembly"} <= set(wheel.by_id)
    assert not {"network-day", "network-virtual"} & set(wheel.by_id)


WRONG = [
    ("entries: 7\n", "line 1: holds a list named entries, and perhaps one named without"),
    ("dates: []\n", "line 1: holds a list named entries, and perhaps one named without"),
    ("without: [nothing]\n", "line 1: without[0]: there is no entry 'nothing' to take out"),
    (entry('{day: "02-30"}'), "entries[0].rule.day: day"),
    (entry('{day: "1. juli"}'), "entries[0].rule.day: a day of the year is written 12-24, in quotes"),
    (entry('{day: "07-01", window: ["01-01", "02-01"]}'), "entries[0].rule: has day and window; a rule is just one of meeting, beside, at, before, after, day"),
    (entry("{}"), "entries[0].rule: has nothing; a rule is just one of"),
    (entry("{weekly: true}"), "entries[0].rule.weekly: is not a known field; check the spelling or take it out"),
    (entry('{window: ["06-30", "01-01"]}'), "entries[0].rule.window: ends (01-01) before it begins (06-30); one over New Year is written as two"),
    (entry('{windows: [["01-01", "02-01"], ["09-01", "08-01"]]}'), "entries[0].rule.windows[1]: ends (08-01) before it begins (09-01)"),
    (entry("{windows: []}"), "entries[0].rule.windows: is empty; write when it is"),
    (entry("{of_years: {}}"), "entries[0].rule.of_years: is empty; write the years"),
    (entry('{of_years: {"soon": [["01-05", "01-15"]]}}'), "entries[0].rule.of_years.soon: is no year; write it in quotes, such as '2027'"),
    (entry('{of_years: {"2027": [["01-15", "01-05"]]}}'), "entries[0].rule.of_years.2027[0]: ends (01-05) before it begins (01-15)"),
    (entry("{before: {entry: nobody, weeks: 2}}"), "entries[0].rule.before.entry: there is no entry 'nobody'; name one of the wheel"),
    (
        entry("{before: {entry: assembly-notice, weeks: 2}}"),
        "'assembly-notice' has no date of its own to reckon from; name an entry whose rule is meeting, beside or day",
    ),
    (entry("{after: {entry: assembly}}"), "entries[0].rule.after: says how long: one of months, weeks or days"),
    (entry("{after: {entry: assembly, weeks: 1, days: 2}}"), "entries[0].rule.after: says how long: one of months, weeks or days"),
    (entry("{after: {entry: assembly, weeks: 0}}"), "entries[0].rule.after.weeks: must be greater than or equal to 1"),
    (entry("{at: half-fees}"), "entries[0].rule.at: there is no entry 'half-fees'; name one of the wheel"),
    (entry("{beside: half-fee}"), "entries[0].rule.beside: 'half-fee' is no entry with a meeting of its own; name one"),
    (
        entry('{meeting: {group: banken, within: ["04-01", "05-31"]}}'),
        "entries[0].rule.meeting.group: 'banken' is no group; write it as generalforsamling, or os2mo/styregruppe",
    ),
    (entry('{day: "07-01"}', "act: [{roles: [sekretariat], over: association}]"), "entries[0].act: nobody is ever reminded; write leads: how many days before"),
    (entry('{day: "07-01"}', "leads: [7]"), "entries[0].leads: nobody is to act; write act: whom to remind"),
    (
        entry('{day: "07-01"}', "act: [{roles: [sekretariat], over: association}], leads: [7]"),
        "entries[0].leads: nothing ends the reminders; write done: what is said once it is done, in both",
    ),
    (entry('{day: "07-01"}', ACTING.replace("[7]", "[0]")), "entries[0].leads[0]: must be greater than or equal to 1"),
    (entry('{day: "07-01"}', ACTING.replace("sekretariat", "konge")), "entries[0].act[0].roles[0]: is 'produktkoordinator', 'stedfortraeder'"),
    (
        entry('{day: "07-01"}', ACTING.replace("sekretariat", "referent")),
        "entries[0].act[0].roles[0]: nobody is referent over association; it is held over group",
    ),
    (entry('{day: "07-01"}', ACTING.replace("[sekretariat]", "[]")), "entries[0].act[0].roles: is empty; name who acts"),
    (
        entry('{day: "07-01"}', ACTING.replace("over: association", "over: everybody")),
        "entries[0].act[0].over: is association, products, or group/ and a group's id, such as group/bestyrelse",
    ),
    (
        entry('{day: "07-01"}', ACTING + ', unset: ["01-15"]'),
        "entries[0].unset: only the date of a meeting can be open; take it out, or give the rule a meeting",
    ),
    (entry('{day: "07-01"}', "years: leap"), "entries[0].years: is 'every', 'odd' or 'even'"),
    (entry('{day: "07-01"}', "readers: board"), "entries[0].readers: is 'all'"),
    (entry('{day: "07-01"}').replace("id: mine", "id: Min Egen"), "entries[0].id: is small letters, digits and hyphens, such as assembly-notice"),
    (entry('{day: "07-01"}').replace("title: {da: T, en: T}", "title: {da: T}"), "entries[0].title.en: is missing"),
    (entry('{day: "07-01"}').replace(", source: byl", ""), "entries[0].source: is missing"),
    (entry('{day: "07-01"}') + entry('{day: "08-01"}').partition("\n")[2], "entries[1].id: 'mine' stands twice; give each entry an id of its own"),
    ("without: [assembly]\n", "rule.before.entry: there is no entry 'assembly'; name one of the wheel"),
]


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_what_is_wrong_is_one_sentence_with_its_file_and_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_year_wheel(own(tmp_path, text))
    problem = str(caught.value.problems[0])
    assert "year_wheel.yaml, line " in problem
    assert says in problem
    assert "\n" not in problem


def test_the_line_of_a_problem_is_where_it_stands(tmp_path: Path) -> None:
    text = """entries:
  - id: mine
    title: {da: T, en: T}
    says: {da: S, en: S}
    source: byl
    rule:
      window: ["06-30", "01-01"]
"""
    with pytest.raises(ConfigError, match=r"year_wheel\.yaml, line 7: entries\[0\]\.rule\.window"):
        load_year_wheel(own(tmp_path, text))


def test_a_source_that_the_catalogue_does_not_have_is_named(tmp_path: Path) -> None:
    overlay = own(tmp_path, entry('{day: "07-01"}').replace("source: byl", "source: hearsay"))
    problems = unknown_sources(overlay, load_catalogue()["sources"])
    assert [each.message for each in problems] == ["there is no source 'hearsay'; name one of the catalogue's sources.yaml"]
    assert problems[0].line == 2
