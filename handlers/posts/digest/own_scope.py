# SPDX-License-Identifier: MPL-2.0
"""What a person's own digest is about where they did not say: what they have a role in."""

from datetime import date

from storage.unit_of_work import UnitOfWork


async def own_scope(person_id: str, unit: UnitOfWork, today: date) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of products, and of groups. Neither of any: everything is theirs; so it is for somebody without such a role, and for whoever keeps the whole association in order."""
    held = [each for each in await unit.roles.of_person(person_id) if each.holds_on(today)]
    if any(each.role == "sekretariat" for each in held):
        return frozenset(), frozenset()
    scopes = [each.scope for each in held]
    return frozenset(each.id for each in scopes if each.kind == "product"), frozenset(each.id for each in scopes if each.kind == "group")
