# SPDX-License-Identifier: MPL-2.0
"""Who does a step: looked up whenever it matters, so that it survives a change of who holds a role."""

from datetime import date

from config.flows.flow import Owner
from config.roles import Role
from handlers.changing.telling import SECRETARIAT, of_role, of_secretariat
from handlers.posts.routing import role_target
from storage.onboarding import OnboardingRun
from storage.roles import ASSOCIATION, RoleAssignments, Scope

BOARD = Scope("group", "bestyrelse")
_BY_ROLE: dict[Owner, tuple[Role, ...]] = {
    "secretariat": ("sekretariat", "admin"), "board_chair": ("forperson", "sekretariat"), "product_coordinator": ("produktkoordinator", "stedfortraeder", "sekretariat"),
    "contact_person": ("kontaktperson",),
}  # fmt: skip


async def addresses(owner: Owner, run: OnboardingRun, roles: RoleAssignments, today: date) -> tuple[str, ...]:
    """Under which addresses they are told something. Where nobody is known, whoever carries the run on hears it."""
    if person := run.participants.get(owner):
        return (f"person/{person}",)
    match owner:
        case "secretariat":
            return await of_secretariat(roles, today)
        case "board_chair":
            found = await of_role("forperson", BOARD, roles, today)
        case "product_coordinator":
            found = await of_role("produktkoordinator", Scope("product", run.product), roles, today)
        case "contact_person":
            found = await of_role("kontaktperson", Scope("organisation", run.organisation), roles, today)
        case _:
            found = ()
    return tuple(each for each in found if each.startswith("person/")) or carried_on_by(run)


def carried_on_by(run: OnboardingRun) -> tuple[str, ...]:
    return (f"person/{run.owner}",) if run.owner not in ("", "unknown", "system") else (SECRETARIAT,)


def target(owner: Owner, run: OnboardingRun) -> str:
    """The same as the target of a delivery, which is looked up when it is sent. Who is not known yet cannot be reached: whoever carries the run on hears it."""
    if person := run.participants.get(owner):
        return f"person/{person}"
    roles = _BY_ROLE.get(owner)
    if roles is None:
        return carried_on_by(run)[0]
    return role_target(roles, _scope(owner, run))


def _scope(owner: Owner, run: OnboardingRun) -> Scope:
    match owner:
        case "board_chair":
            return BOARD
        case "product_coordinator":
            return Scope("product", run.product)
        case "contact_person":
            return Scope("organisation", run.organisation)
        case _:
            return ASSOCIATION
