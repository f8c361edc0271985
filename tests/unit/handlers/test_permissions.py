# SPDX-License-Identifier: MPL-2.0
"""One table says who may do what; nothing in the code asks for a right that is not in it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from config.roles import Role
from handlers import HANDLERS
from handlers.actor import Actor
from handlers.permissions import PERMISSIONS, Action, Target, permitting, who_can
from storage.people import Person
from storage.roles import ASSOCIATION, RoleAssignment, Scope
from tests.conftest import NOW

ROOT = Path(__file__).parents[3]
ASKING = {"propose": 0, "at_once": 0, "permit": 0, "pass_on": 0, "permitting": 1, "forbidden": 0, "who_can": 0, "Refusal": None}
"""Calls that ask for a right, and which argument names the action."""
PRODUCT, GROUP, ORGANISATION = Scope("product", "os2mo"), Scope("group", "os2mo/styregruppe"), Scope("organisation", "odense")
BOARD = Scope("group", "bestyrelse")
OTHER_PRODUCT, OTHER_GROUP, OTHER_ORGANISATION = Scope("product", "os2iot"), Scope("group", "os2iot/styregruppe"), Scope("organisation", "vejle")


def _asked(path: Path) -> Iterator[tuple[str, str]]:
    """(where, action) of each right that the code asks for."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and getattr(node.returns, "id", "") == "Action":  # which of several it is, is found out
            said = [each for returned in ast.walk(node) if isinstance(returned, ast.Return) for each in ast.walk(returned) if isinstance(each, ast.Constant)]
            yield from ((f"{path.name}:{each.lineno}", each.value) for each in said if isinstance(each.value, str) and "." in each.value)
        if not isinstance(node, ast.Call) or (name := getattr(node.func, "id", getattr(node.func, "attr", ""))) not in ASKING:
            continue
        place = ASKING[name]
        named = [keyword.value for keyword in node.keywords if keyword.arg == "forbidden"] if place is None else node.args[place : place + 1]
        yield from ((f"{path.name}:{node.lineno}", str(each.value)) for each in named if isinstance(each, ast.Constant))


def _every_right() -> list[tuple[str, str]]:
    return [found for room in ("handlers", "bot") for path in sorted((ROOT / room).rglob("*.py")) for found in _asked(path)]


@pytest.mark.parametrize(("where", "action"), _every_right(), ids=lambda value: value)
def test_every_right_that_is_asked_for_stands_in_the_table(where: str, action: str) -> None:
    assert action in get_args(Action)
    assert any(grant.action == action for grant in PERMISSIONS)


def test_every_action_of_the_table_is_asked_for_somewhere() -> None:
    assert {action for _, action in _every_right()} == set(get_args(Action)) == {grant.action for grant in PERMISSIONS}


def test_nothing_is_written_but_through_changes() -> None:
    """Handlers read; what writes is in handlers/changing, and the few that keep what no permission is needed for."""
    writing = {"add", "add_date", "save", "save_date", "unname", "attach", "detach", "remove", "put", "record", "told"}
    may = {"linking.py", "noting.py"}  # one-time codes; questions without words
    stores = {"people", "roles", "absences", "audit", "requests", "questions", "notices", "link_codes", "catalogue"}
    stores |= {"meetings", "agenda", "reminder_plans", "subscriptions", "onboarding", "freshness", "announcements"}
    for path in (ROOT / "handlers").rglob("*.py"):
        if path.parent.name == "changing" or path.name in may:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in writing:
                assert getattr(node.value, "attr", getattr(node.value, "id", "")) not in stores, f"{path.name}:{node.lineno} writes"


@pytest.mark.parametrize("intent", sorted(HANDLERS))
def test_every_handler_that_changes_something_does_it_through_the_table(intent: str) -> None:
    """A handler that is given `changes`, or `speaking`, which has them, asks for a right; one that is not cannot change anything."""
    handler = HANDLERS[intent]
    code = handler.__code__
    given = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    source = "".join(_with_its_own(Path(code.co_filename)))
    assert not {"changes", "speaking"} & {*given} or any(
        f"changes.{how}(" in source for how in ("propose", "at_once", "permit", "pass_on", "confirm", "cancel", "undo")
    )


def _with_its_own(module: Path) -> Iterator[str]:
    """What a module says, and what the modules say of its own package to which it hands on what it is given."""
    waiting, seen = [module], {module}
    while waiting:
        yield (source := waiting.pop().read_text(encoding="utf-8"))
        package = f"handlers.{module.parent.name}"
        names = re.findall(rf"^from {re.escape(package)}\.(\w+) import", source, re.MULTILINE) if module.parent.name != "handlers" else []
        new = {module.parent / f"{name}.py" for name in names} - seen
        seen |= new
        waiting += sorted(new)


def _actor(*held: tuple[Role, Scope]) -> Actor:
    person = Person(id="me", created_at=NOW, seen_on=NOW.date(), organisation="odense")
    roles = tuple(
        RoleAssignment(id=str(n), role=role, scope=scope, person="me", valid_from=NOW.date(), recorded_at=NOW, confirmed_at=NOW)
        for n, (role, scope) in enumerate(held)
    )
    return Actor(identity="matrix:@me:example.org", conversation="c", private=True, person=person, roles=roles)


ADMIN, SECRETARIAT = _actor(("admin", ASSOCIATION)), _actor(("sekretariat", ASSOCIATION))
COORDINATOR, CHAIR, CONTACT = _actor(("produktkoordinator", PRODUCT)), _actor(("forperson", GROUP)), _actor(("kontaktperson", ORGANISATION))
MEMBER = _actor()
IN_GROUP, TAKES_MINUTES = _actor(("gruppemedlem", GROUP)), _actor(("referent", GROUP))
PRESIDES, HAS_BOARD = _actor(("forperson", ASSOCIATION)), _actor(("forperson", BOARD))
STRANGER = Actor(identity="matrix:@stranger:example.org", conversation="c", private=True)

YES = [
    (ADMIN, "role.appoint", Target(scope=ASSOCIATION, role="admin")),
    (SECRETARIAT, "role.appoint", Target(scope=PRODUCT, role="produktkoordinator")),
    (COORDINATOR, "role.appoint", Target(scope=PRODUCT, role="stedfortraeder")),
    (COORDINATOR, "role.appoint", Target(scope=GROUP, role="referent")),
    (CHAIR, "role.appoint", Target(scope=GROUP, role="referent")),
    (CONTACT, "role.appoint", Target(scope=ORGANISATION, role="kontaktperson")),
    (MEMBER, "role.end", Target(scope=PRODUCT, role="produktkoordinator", person="me")),
    (CONTACT, "role.end", Target(scope=PRODUCT, role="produktkoordinator", organisation="odense")),
    (MEMBER, "role.hand_over", Target(scope=PRODUCT, role="produktkoordinator", person="me")),
    (MEMBER, "absence.report", Target(person="me")),
    (CONTACT, "adoption.change", Target(scope=PRODUCT, organisation="odense")),
    (COORDINATOR, "question.answer", Target(scope=PRODUCT)),
    (STRANGER, "interest.note", Target()),
    (SECRETARIAT, "audit.read", Target()),
    *((actor, "meeting.schedule", Target(scope=GROUP)) for actor in (ADMIN, SECRETARIAT, COORDINATOR, CHAIR, TAKES_MINUTES)),
    *((actor, "meeting.cancel", Target(scope=BOARD)) for actor in (ADMIN, SECRETARIAT, PRESIDES, HAS_BOARD)),
    (TAKES_MINUTES, "agenda.decide", Target(scope=GROUP)),
    (IN_GROUP, "agenda.add", Target(scope=GROUP)),
    (MEMBER, "meeting.attend", Target(person="me")),
    (MEMBER, "calendar.address", Target(person="me")),
    (CHAIR, "delivery.read", Target(scope=GROUP)),
]
NO = [
    (SECRETARIAT, "role.appoint", Target(scope=ASSOCIATION, role="admin")),
    (SECRETARIAT, "role.appoint", Target(scope=ASSOCIATION, role="sekretariat")),
    (COORDINATOR, "role.appoint", Target(scope=PRODUCT, role="produktkoordinator")),
    (COORDINATOR, "role.appoint", Target(scope=OTHER_PRODUCT, role="stedfortraeder")),
    (COORDINATOR, "role.appoint", Target(scope=OTHER_GROUP, role="referent")),
    (CHAIR, "role.appoint", Target(scope=OTHER_GROUP, role="referent")),
    (CONTACT, "role.appoint", Target(scope=OTHER_ORGANISATION, role="kontaktperson")),
    (CONTACT, "adoption.change", Target(scope=PRODUCT, organisation="vejle")),
    (CONTACT, "role.end", Target(scope=PRODUCT, role="produktkoordinator", organisation="vejle")),
    (CONTACT, "role.hand_over", Target(scope=ASSOCIATION, role="admin", organisation="odense")),
    (MEMBER, "role.appoint", Target(scope=PRODUCT, role="produktkoordinator", person="me")),
    (MEMBER, "role.appoint", Target(scope=PRODUCT, role="interesseret", person="me", organisation="vejle")),
    (MEMBER, "role.hand_over", Target(scope=ASSOCIATION, role="admin", person="me")),
    (MEMBER, "role.end", Target(scope=PRODUCT, role="produktkoordinator", person="you")),
    (MEMBER, "adoption.change", Target(scope=PRODUCT, organisation="odense")),
    (MEMBER, "person.read", Target(person="you")),
    (SECRETARIAT, "person.read", Target(person="you")),
    (MEMBER, "audit.read", Target()),
    (MEMBER, "people.import", Target()),
    (STRANGER, "person.forget", Target(person=None)),
    (STRANGER, "role.end", Target(scope=PRODUCT, role="produktkoordinator", person=None)),
    (COORDINATOR, "question.answer", Target(scope=ASSOCIATION)),
    (MEMBER, "change.settle", Target(person="you")),
    *((actor, "meeting.schedule", Target(scope=OTHER_GROUP)) for actor in (COORDINATOR, CHAIR, TAKES_MINUTES, PRESIDES)),
    *((actor, "meeting.cancel", Target(scope=BOARD)) for actor in (COORDINATOR, CHAIR, IN_GROUP)),
    *((IN_GROUP, action, Target(scope=GROUP)) for action in ("meeting.schedule", "meeting.change", "meeting.cancel", "meeting.remind", "agenda.decide")),
    (PRESIDES, "role.appoint", Target(scope=BOARD, role="referent")),
    (IN_GROUP, "agenda.add", Target(scope=OTHER_GROUP)),
    (ADMIN, "meeting.attend", Target(person="you")),
    (ADMIN, "calendar.address", Target(person="you")),
    (CHAIR, "delivery.read", Target()),
]


@pytest.mark.parametrize(("actor", "action", "target"), YES)
def test_what_somebody_may_do(actor: Actor, action: Action, target: Target) -> None:
    assert permitting(actor, action, target)


@pytest.mark.parametrize(("actor", "action", "target"), NO)
def test_what_somebody_may_not_do(actor: Actor, action: Action, target: Target) -> None:
    assert permitting(actor, action, target) is None


@pytest.mark.parametrize("action", get_args(Action))
def test_a_refusal_can_always_say_who_can(action: Action) -> None:
    target = Target(scope=PRODUCT, role="stedfortraeder", person="you", organisation="odense")
    assert who_can(action, target)


def test_a_role_that_is_over_gives_no_right() -> None:
    """Actors are made of the roles held today alone: see bot.acquaintance."""
    assert permitting(MEMBER, "role.appoint", Target(scope=PRODUCT, role="stedfortraeder")) is None
