# SPDX-License-Identifier: MPL-2.0
"""Each mistake that can be made in a flow is one clear sentence, with file, line and field; and nothing is loaded."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.flows import checking, checking_effects
from tests.unit.config.flows.flow_files import SAMPLE, changed, lay, problems_in

TITLES = "title: {da: Mere, en: More}, text: {da: Mere endnu, en: Even more}"
WAIT = f"  - {{id: pause, kind: wait, owner: secretariat, {TITLES}"
FROM_WANTED = SAMPLE[SAMPLE.index("      - {name: wanted") : SAMPLE.index("    title: {da: Underskriv,")]
END = "    text: {da: Godkend den, en: Accept it}\n"

MISTAKES = [
    ("about: [organisation, product]", "about: []", "own.yaml, line 4: about: says what a run is about; name organisation, product or vendor"),
    ("  - id: accept", "  - id: ask", "own.yaml, line 34: steps[3].id: 'ask' stands twice; give each step an id of its own"),
    ("    after: [ask]", "    after: [choose]", "own.yaml, line 19: steps[1].after[0]: names the step itself; take it out"),
    ("    after: [ask]", "    after: [asked]", "own.yaml, line 19: steps[1].after[0]: there is no step 'asked'; name one of this flow"),
    (
        "    after: [ask]", "    after: [sign]",
        "own.yaml, line 19: steps[1].after[0]: 'sign' stands below; a step depends only on those above it, so that none waits in a circle",
    ),
    ("    due: {days: 5}", "    due: {days: 5, after: x}", "own.yaml, line 33: steps[2].due.after: there is no step 'x'; name one of this flow"),
    ("    due: {days: 5}", "    reviews: [sign]", "own.yaml, line 33: steps[2].reviews[0]: names the step itself; take it out"),
    ("    back_to: sign", "    back_to: ask", "own.yaml, line 38: steps[3].back_to: this opens before 'ask' is done again; name 'ask' in after or reviews"),
    ("    back_to: sign\n", "", "own.yaml, line 34: steps[3].back_to: is missing; say which step is done again after a no"),
    ("    due: {days: 5}", "    back_to: ask", "own.yaml, line 33: steps[2].back_to: only an approval can lead back; take it out"),
    ("    kind: form", "    kind: task", "own.yaml, line 14: steps[0].fields: a step of kind task has no fields; make it a form, or take them out"),
    ("    kind: task", "    kind: form", "own.yaml, line 25: steps[2].fields: is missing; a form needs fields"),
    ("      - {value: two, label: {da: To, en: Two}}\n", "", "own.yaml, line 23: steps[1].options: has one option; a choice is between two or more"),
    (END, f"{END}{WAIT}}}\n", "own.yaml, line 41: steps[4].due: is missing; a wait says until when"),
    ("    due: {days: 5}", "    due: {days: 5, weekday: friday}", "own.yaml, line 33: steps[2].due: has either days or a weekday; keep one of them"),
    (
        END, f"{END}{WAIT}, due: {{days: 1}}, effects: [{{do: register_member}}]}}\n",
        "own.yaml, line 41: steps[4].effects: a step of kind wait is over by itself, and changes nothing; only tell is of use here",
    ),
    ("{name: wanted,", "{name: agreed,", "own.yaml, line 15: steps[0].fields[1]: 'agreed' stands twice; give each one a name of its own"),
    ("{value: two,", "{value: one,", "own.yaml, line 24: steps[1].options[1]: 'one' stands twice; give each one a name of its own"),
    (
        "{name: wanted, kind: product,", "{name: wanted, kind: text, personal: true,",
        "own.yaml, line 15: steps[0].fields[1].why: is missing; say why something about a person is asked, and what becomes of it",
    ),
    (
        "{name: wanted, kind: product,", "{name: wanted, kind: mail,",
        "own.yaml, line 15: steps[0].fields[1].personal: a mail address may be a person's; say personal: true, or ask for a mailbox as text",
    ),
    ("{name: wanted,", "{name: run,", "own.yaml, line 15: steps[0].fields[1].name: 'run' is a name of the bot's own; take another"),
    (
        FROM_WANTED, FROM_WANTED.replace("{name: wanted,", "{name: wanted, personal: true, why: {da: D, en: E},").replace("{step: choose, any_of: [one]}", "{step: ask, answer: wanted, any_of: [x]}"),
        "own.yaml, line 30: steps[2].when[0]: 'wanted' is about a person, and is removed with them; ask something else",
    ),
    (
        END, f"{END}{WAIT}, due: {{days: 1}}}}\n  - {{id: again, kind: approval, owner: secretariat, after: [pause], back_to: pause, {TITLES}}}\n",
        "own.yaml, line 42: steps[5].back_to: 'pause' is over by itself, and nobody does it again; name a step that somebody does",
    ),
    (
        END, f"{END}{WAIT}, due: {{days: 1, after: ask}}}}\n",
        "own.yaml, line 41: steps[4].due.after: 'ask' may not be over when it opens; add it to after",
    ),
    (
        "    due: {days: 5}", "    effects: [{do: register_member}, {do: register_member}]",
        "own.yaml, line 33: steps[2].effects[1]: register_member stands twice; a step does it once",
    ),
    (
        "    due: {days: 5}", "    effects: [{do: register_member}, {do: end_membership}]",
        "own.yaml, line 33: steps[2].effects[1]: undoes what stands above it; keep one of them",
    ),
    (
        "{step: choose, any_of: [one]}", "{step: accept, any_of: [approved]}",
        "own.yaml, line 30: steps[2].when[0]: there is no step 'accept' above; a condition is about what was answered before",
    ),
    (
        "{step: choose, any_of: [one]}", "{step: ask, answer: wished, any_of: [one]}",
        "own.yaml, line 30: steps[2].when[0]: the step 'ask' asks for no 'wished'; it asks for agreed, wanted",
    ),
    (
        "{step: choose, any_of: [one]}", '{step: ask, any_of: ["yes"]}',
        "own.yaml, line 30: steps[2].when[0]: the step 'ask' asks for agreed, wanted; say which by answer",
    ),
    ("{step: choose, any_of: [one]}", "{step: choose, any_of: []}", "own.yaml, line 30: steps[2].when[0]: any_of is empty; name the answers"),
    (
        "{step: choose, any_of: [one]}", "{step: choose, any_of: [three]}",
        "own.yaml, line 30: steps[2].when[0]: 'three' is no answer to 'choose'; it is one of one, two",
    ),
    (
        "{step: choose, any_of: [one]}", "{step: choose, any_of: [one]}\n      - {step: choose, any_of: [two]}",
        "own.yaml, line 30: steps[2].when: can never hold: the conditions, with those of the steps they are about, leave no answer to 'choose'; take one out",
    ),
    (
        "    back_to: sign", "    back_to: sign\n    when:\n      - {step: more, any_of: [a]}\n      - {step: choose, any_of: [two]}",
        "own.yaml, line 48: steps[4].when: can never hold: the conditions, with those of the steps they are about, leave no answer to 'choose'; take one out",
    ),
    (
        "    due: {days: 5}", "    nudge: {escalate_to: vendor}",
        "own.yaml, line 33: steps[2].nudge.escalate_to: is somebody who takes part; name secretariat, board_chair or product_coordinator",
    ),
    (
        "    due: {days: 5}", "    effects: [{do: appoint_role, role: sekretariat, who: signatory}]",
        "own.yaml, line 33: steps[2].effects[0]: the role sekretariat is held over neither an organisation nor a product; name another",
    ),
    (
        "    due: {days: 5}", "    effects: [{do: create_meeting, group: styregruppe, title: {da: Møde, en: Meeting}}]",
        "own.yaml, line 33: steps[2].effects[0]: needs the day that a step of kind meeting is told; make the step a meeting, or take it out",
    ),
    (
        "    due: {days: 5}", "    effects: [{do: start_flow, flow: product_affiliation, product: wanted}]",
        "own.yaml, line 33: steps[2].effects[0]: the step asks for no product 'wanted'; name a field of kind product",
    ),
    (
        "    due: {days: 5}", "    effects: [{do: start_flow, flow: missing}]",
        "own.yaml, line 33: steps[2].effects[0]: there is no flow 'missing'; name one of member_leaving, new_member, product_affiliation, product_coordinator, sample, vendor_partner",
    ),
    (
        "    due: {days: 5}", "    effects: [{do: start_flow, flow: sample}]",
        "own.yaml, line 33: steps[2].effects[0]: 'sample' starts this flow again, which would never end; name another",
    ),
    (
        "    due: {days: 5}", "    effects: [{do: start_flow, flow: vendor_partner}]",
        "own.yaml, line 33: steps[2].effects[0]: the flow 'vendor_partner' is about a vendor; add vendor to about, or name another",
    ),
]  # fmt: skip
"""What stands in the sample, what is written instead, and what the operator reads."""

FOREIGN = [
    (
        "    owner: signatory",
        "    owner: product_coordinator",
        "a flow that is about no product has no product coordinator; add product to about, or name another",
    ),
    ("    owner: signatory", "    owner: vendor", "a flow that is about no vendor and no product has no vendor; add one to about, or name another"),
    ("    due: {days: 5}", "    effects: [{do: tell, who: vendor, text: {da: Hej, en: Hello}}]", "a flow that is about no vendor and no product has no vendor"),
    ("    due: {days: 5}", "    effects: [{do: appoint_role, role: tovholder, who: signatory}]", "the role tovholder is held over product; add it to about"),
    ("    due: {days: 5}", "    effects: [{do: record_adoption, kind: user}]", "needs an organisation and a product; add both to about"),
    ("    due: {days: 5}", "    effects: [{do: subscribe_channel}]", "needs a product; add product to about"),
    (
        "    due: {days: 5}",
        "    effects: [{do: start_flow, flow: product_affiliation}]",
        "the flow 'product_affiliation' is about a product; say by product which field names it",
    ),
]
"""In a flow that is about an organisation alone."""


def _written(old: str, new: str) -> str:
    text = changed(old, new)
    if "step: more" not in new:
        return text
    more = f"  - id: more\n    kind: choice\n    owner: secretariat\n    after: [choose]\n    when: [{{step: choose, any_of: [one]}}]\n    {TITLES.replace(', text', chr(10) + '    text')}\n"
    more += "    options: [{value: a, label: {da: A, en: An A}}, {value: b, label: {da: B, en: A B}}]\n"
    return text.replace("  - id: accept", more + "  - id: accept")


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES, ids=[said.split(": ")[1] + str(at) for at, (_, _, said) in enumerate(MISTAKES)])
def test_a_mistake_is_one_sentence_with_file_line_and_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    lay(tmp_path, _written(old, new))
    assert problems_in(tmp_path) == [said]


@pytest.mark.parametrize(("old", "new", "said"), FOREIGN)
def test_what_a_flow_is_about_decides_what_it_can_do(tmp_path: Path, old: str, new: str, said: str) -> None:
    lay(tmp_path, changed(old, new).replace("about: [organisation, product]", "about: [organisation]"))
    (problem,) = problems_in(tmp_path)
    assert said in problem
    assert re.match(r"own\.yaml, line \d+: steps\[2\]", problem)


def test_a_membership_needs_an_organisation(tmp_path: Path) -> None:
    text = (
        changed("    due: {days: 5}", "    effects: [{do: end_membership}]")
        .replace("[organisation, product]", "[product]")
        .replace("contact_person", "newcomer")
    )
    lay(tmp_path, text)
    assert problems_in(tmp_path) == ["own.yaml, line 33: steps[2].effects[0]: needs an organisation; add organisation to about"]


def test_a_contact_person_is_of_an_organisation(tmp_path: Path) -> None:
    lay(tmp_path, changed("[organisation, product]", "[product]"))
    said = "a flow that is about no organisation has no contact person; add organisation to about, or name another"
    assert problems_in(tmp_path) == [f"own.yaml, line 10: steps[0].owner: {said}", f"own.yaml, line 18: steps[1].owner: {said}"]


def test_a_flow_without_steps_is_told(tmp_path: Path) -> None:
    lay(tmp_path, SAMPLE[: SAMPLE.index("steps:")] + "steps: []\n")
    assert problems_in(tmp_path) == ["own.yaml, line 7: steps: has no step; a flow needs at least one"]


def test_a_condition_on_the_first_step_has_nothing_to_be_about(tmp_path: Path) -> None:
    conditional = SAMPLE[: SAMPLE.index("  - id: choose")].replace("    fields:", "    when: [{step: ask, any_of: [one], answer: wanted}]\n    fields:")
    lay(tmp_path, conditional)
    assert problems_in(tmp_path) == [
        "own.yaml, line 13: steps[0].when[0]: there is no step 'ask' above; a condition is about what was answered before",
        "own.yaml, line 8: steps: every step has a condition; at least one must always be needed",
    ]


def test_flows_that_start_each_other_are_told(tmp_path: Path) -> None:
    for one, other in (("first", "second"), ("second", "first")):
        text = changed("    due: {days: 5}", f"    effects: [{{do: start_flow, flow: {other}}}]").replace("flow: sample", f"flow: {one}")
        lay(tmp_path, text, f"{one}.yaml")
    assert [each.split(": ", 2)[2] for each in problems_in(tmp_path)] == [
        "'second' starts this flow again, which would never end; name another",
        "'first' starts this flow again, which would never end; name another",
    ]


def _sentences() -> Iterator[str]:
    """What the checks can say, as patterns: all their strings of several words that are not docstrings."""
    for module in (checking, checking_effects):
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        described = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            pattern = _pattern(node) if id(node) not in inside | described else ""
            if pattern.count(" ") + pattern.count("\\ ") >= 3:
                yield pattern


def _pattern(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str() as text):
            return re.escape(text)
        case ast.JoinedStr(values=parts):
            return "".join(re.escape(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else ".+" for part in parts)
        case _:
            return ""


def test_every_sentence_that_the_checks_can_say_is_tried_above() -> None:
    tried = Path(__file__).read_text(encoding="utf-8")
    lacking = [pattern for pattern in _sentences() if not re.search(pattern, tried) and not any(said in pattern.replace("\\", "") for _, _, said in FOREIGN)]
    assert len(list(_sentences())) > 30
    assert lacking == []
