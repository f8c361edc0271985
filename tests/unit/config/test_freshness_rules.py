# SPDX-License-Identifier: MPL-2.0
"""How long facts are good for is data: what is shipped holds together, an operator's own is laid over it, and a slip names its file and line."""

from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from config.freshness import KINDS, load_rules
from config.problems import ConfigError
from config.roles import Role

RULES = load_rules()


def _own(tmp_path: Path, text: str) -> Path:
    (tmp_path / "freshness.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_kind_of_fact_has_its_rule_and_every_role_at_most_one() -> None:
    assert tuple(sorted(RULES.facts)) == tuple(sorted(KINDS))
    assert set(RULES.kind_of) <= set(get_args(Role))
    assert {"produktkoordinator", "kontaktperson", "gruppemedlem", "forperson"} <= set(RULES.kind_of)


def test_all_steps_of_asking_fit_into_the_weeks_before_a_facts_time_is_over() -> None:
    asking = RULES.asking
    assert asking.nudge_weeks + asking.group_weeks + asking.secretariat_weeks <= asking.ahead_weeks


@pytest.mark.parametrize(
    ("since", "months", "until"),
    [
        (date(2026, 8, 31), 6, date(2027, 3, 1)),
        (date(2024, 2, 29), 12, date(2025, 3, 1)),
        (date(2026, 1, 15), 1, date(2026, 2, 16)),
        (date(2026, 12, 31), 24, date(2029, 1, 1)),
    ],
)
def test_a_fact_is_good_for_its_months_to_the_day(since: date, months: int, until: date, tmp_path: Path) -> None:
    own = _own(tmp_path, f"facts:\n  - {{kind: level, months: {months}, ask: [coordinator]}}\n")
    assert load_rules(own).facts["level"].good_until(since) == until


def test_an_operators_own_is_laid_over_field_by_field_and_kind_by_kind(tmp_path: Path) -> None:
    own = load_rules(_own(tmp_path, "asking: {weekday: thursday}\nfacts:\n  - {kind: adoption, months: 36, ask: [contact]}\n"))
    assert (own.asking.weekday, own.asking.lines) == ("thursday", RULES.asking.lines)
    assert (own.facts["adoption"].months, own.facts["level"]) == (36, RULES.facts["level"])
    assert "bruger" not in own.kind_of


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("asking: {weekday: sunday}\n", "line 1: asking.weekday"),
        ("asking: {lines: 0}\n", "line 1: asking.lines"),
        ("facts:\n  - {kind: level, months: 0, ask: [coordinator]}\n", "line 2: facts[0].months"),
        ("facts:\n  - kind: level\n    months: 3\n    ask: [coordinater]\n", "line 4: facts[0].ask[0]"),
        ("facts:\n  - {kind: level, months: 3, ask: []}\n", "names nobody"),
        ("facts:\n  - {kind: levle, months: 3, ask: [coordinator]}\n", "line 2: facts[0].kind"),
        ("facts:\n  - {kind: level, months: 3, ask: [chair]}\n  - {kind: level, months: 4, ask: [chair]}\n", "'level' stands twice"),
        ("facts:\n  - {kind: level, months: 3, ask: [coordinator], roles: [referent]}\n", "the role 'referent' stands under two kinds"),
        ("asking: {nudge_weeks: 20}\n", "the secretariat would be asked only when a fact's time is over"),
        ("intervals: {}\n", "holds `asking` with its fields, and a list named `facts`"),
        ("- level\n", "holds `asking` with its fields, and a list named `facts`"),
    ],
)
def test_a_slip_names_its_file_and_its_place(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_rules(_own(tmp_path, text))
    said = " ".join(str(each) for each in caught.value.problems)
    assert "freshness.yaml" in said
    assert problem in said
