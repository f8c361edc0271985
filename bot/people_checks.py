# SPDX-License-Identifier: MPL-2.0
"""What a file of roles asks for and cannot be, each with its line and how to mend it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.people_matching import Conflict, Meant, World, conflicts, is_over
from config.catalogue.load import MAX_PROBLEMS
from config.people_csv import AFTER_FROM
from config.problems import ConfigError, Problem
from storage.people import People
from storage.roles import ASSOCIATION, RoleAssignment


async def check(meant: Sequence[Meant], world: World, path: Path, people: People) -> None:
    """Raises ConfigError with every line that cannot be carried out."""
    problems = [problem for each in meant if each.moves for problem in _wrong(each, world, path)]
    if not problems:
        problems = [await _in_words(each, path, people) for each, _ in zip(conflicts(meant, world), range(MAX_PROBLEMS), strict=False)]
    if problems := problems or list(_last_admin(meant, world, path)):
        raise ConfigError(*sorted(problems, key=lambda each: each.line or 0)[:MAX_PROBLEMS])


def _wrong(each: Meant, world: World, path: Path) -> Iterator[Problem]:
    line, before, after = each.line, each.before, each.after
    if before is not None and is_over(before, world.today):
        yield Problem(f"this was held from {before.valid_from} until {before.valid_to}, and what is over stays as it was", path, line.line, "valid_from")
    elif after.valid_to is not None and after.valid_to <= after.valid_from:
        yield Problem(f"{AFTER_FROM}; valid_from is {after.valid_from}", path, line.line, "valid_to")


async def _in_words(conflict: Conflict, path: Path, people: People) -> Problem:
    line, other = conflict.line, conflict.other
    earlier = conflict.after.valid_from < other.valid_from
    column = "valid_to" if earlier else "valid_from"
    span = f"from {other.valid_from}" + (f" until {other.valid_to}" if other.valid_to else "")
    if conflict.other_line:
        says = "says the same of this holder" if conflict.same_holder else "gives the role to another holder"
        return Problem(f"line {conflict.other_line.line} {says} {span}; their times must not overlap", path, line.line, column)
    if conflict.same_holder:
        mend = "give a valid_to that is not after that" if earlier else "write that day, or leave the cell empty, to change it"
        return Problem(f"this is held {span} already; {mend}", path, line.line, column)
    rule = "only one can hold it at a time; add a line for that holder with a valid_to"
    return Problem(f"{line.role} is held {span} by {await _who(other, people)}, and {rule}", path, line.line, "role")


async def _who(held: RoleAssignment, people: People) -> str:
    """As a line of the file names the holder."""
    linked = await people.identities(held.person) if held.person else ()
    named = [*(each.identity for each in linked[:1]), *(each for each in (held.organisation, held.mailbox) if each)]
    return ", ".join(named) or "somebody without an identity (`os2bot roles` lists it)"


def _last_admin(meant: Sequence[Meant], world: World, path: Path) -> Iterator[Problem]:
    ending = [each for each in meant if each.moves and each.after.role == "admin" and each.before]
    if not ending:
        return
    after = {each.id: each for each in world.assignments} | {each.after.id: each.after for each in meant}
    admins = [each for each in after.values() if (each.role, each.scope) == ("admin", ASSOCIATION)]
    if not any(each.person and each.valid_to is None and each.holds_on(world.today) for each in admins):
        yield Problem("there must always be an admin: give the role to another person first", path, ending[-1].line.line, "valid_to")
