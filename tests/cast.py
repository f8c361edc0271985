# SPDX-License-Identifier: MPL-2.0
"""Plays dialogues of several people, each on their own platform, on any database."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import uuid4

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from config.roles import is_role
from storage.people import LinkedIdentity, Person
from storage.roles import RoleAssignment, Scope
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.dialogues import Cast, Dialogue, problems
from tests.talking import Talk

BEFORE = NOW - timedelta(days=400)
"""When the roles of a dialogue's people began."""
_CODE = re.compile(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b")


async def assemble(database: Database, people: Mapping[str, Cast]) -> dict[str, str]:
    """Records for those who hold roles; name → id of the person."""
    ids: dict[str, str] = {}
    async with database.unit_of_work() as unit:
        for name, cast in people.items():
            if not cast.roles and not cast.organisation:
                continue
            person = Person(id=uuid4().hex, created_at=BEFORE, seen_on=NOW.date(), organisation=cast.organisation, informed_at=BEFORE)
            await unit.people.add(person)
            await unit.people.attach(LinkedIdentity(identity=cast.identity, person=person.id, linked_at=BEFORE))
            for role in cast.roles:
                await unit.roles.add(assignment(role, person=person.id, organisation=cast.organisation))
            ids[name] = person.id
        await unit.commit()
    return ids


def assignment(text: str, *, person: str | None = None, organisation: str | None = None, since: date | None = None) -> RoleAssignment:
    """`produktkoordinator product os2mo`, `admin association`."""
    role, kind, *id_ = text.split()
    assert is_role(role)
    scope = Scope(kind, *id_)  # type: ignore[arg-type] # a wrong one fails the dialogue
    return RoleAssignment(
        id=uuid4().hex, role=role, scope=scope, person=person, organisation=organisation, valid_from=since or BEFORE.date(), recorded_at=BEFORE, confirmed_at=BEFORE
    )  # fmt: skip


async def play(dialogue: Dialogue, database: Database, *, private: bool = True, step_by_step: bool = False) -> list[str]:
    """Says everything in turn; what was wrong with the answers. `step_by_step`: on a platform without forms."""
    await assemble(database, dialogue.people)
    dispatcher, localiser = Dispatcher(database, load_intents()), Localiser()
    identities = {name: cast.identity for name, cast in dialogue.people.items()}
    channel, alone = dialogue.channel, private and not dialogue.channel
    talks = {
        name: Talk(dispatcher, localiser, identity, private=alone, channel=channel, step_by_step=step_by_step)
        for name, identity in {"someone": "test:someone", **identities}.items()
    }
    found, now, code = [], NOW, ""
    for turn in dialogue.turns:
        now = _later(now, turn.after)
        said = turn.say.format(**identities, code=code)
        heard = await talks[turn.by].say(said, now)
        code = match[0] if (match := _CODE.search(heard.text)) else code
        found += problems(turn, heard.text, heard.outcome)
        if heard.language != dialogue.language:
            found.append(f"{turn.say!r} was answered in {heard.language}:\n{heard.text}")
    return found


def _later(now: datetime, after: timedelta) -> datetime:
    return now + after + timedelta(seconds=1)
