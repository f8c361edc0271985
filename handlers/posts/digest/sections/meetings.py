# SPDX-License-Identifier: MPL-2.0
"""The meetings of the next 14 days: when and where they are, whether enough come for anything to be decided, and how to say that one comes."""

from handlers.meeting_dates import Occurrence
from handlers.meetings.known import own_groups
from handlers.meetings.saying import sources
from handlers.posts.digest.calendar import Turnout, coming, own_answers, turnouts
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.lines import MOST, NOTHING, listed, with_note
from handlers.posts.digest.reader import Reader, reader_of
from handlers.posts.digest.shared import shared, shared_directory
from handlers.posts.meeting_found import hours, said_group, title
from handlers.reply import Phrase, Reply, Value, say
from storage.directory import Directory
from storage.unit_of_work import UnitOfWork


async def meetings(issue: Issue, unit: UnitOfWork, directory: Directory) -> Reply:
    """Whoever reads it alone hears too what they have answered."""
    reader = await reader_of(issue, unit)
    found = await coming(reader)
    if not found:
        return NOTHING
    known = await shared_directory(unit, directory)
    shown = [await _line(each, reader, known) for each in found[:MOST]]
    parts = listed(shown, "meetings", len(found) - MOST)
    return Reply(parts=(*parts, say("digest.meetings.how", group=await said_group(found[0], known))), sources=sources(found[:MOST], issue.zone))


async def _line(found: Occurrence, reader: Reader, directory: Directory) -> Value:
    """What became otherwise lately stands in a section of its own. An address is of use only to those whose meeting it is."""
    linked = bool(reader.issue.person or len(reader.issue.groups) == 1)
    line = await shared(reader.unit, ("meeting", found.id, linked), lambda: _said(found, reader, directory, linked=linked))
    answer = await _own_answer(found, reader)
    return with_note(line, answer)


async def _said(found: Occurrence, reader: Reader, directory: Directory, *, linked: bool) -> Value:
    place: Value = found.place or (Phrase("digest.meetings.online") if found.link else "")
    values: dict[str, Value] = {"when": hours(found), "meeting": await title(found, directory), "place": place}
    line: Value = Phrase("meeting.line.place" if place else "meeting.line", values)
    turnout = (await turnouts(reader)).get(found.id) if found.series.quorum else None
    line = with_note(line, _enough(found.series.quorum, turnout) if turnout else None)
    return Phrase("meeting.line.linked", {"line": line, "link": found.link}) if linked and found.link else line


def _enough(quorum: int, turnout: Turnout) -> Phrase:
    """In words: how many have said yes, how many it takes, and how many that leaves."""
    missing = quorum - turnout.coming
    if missing <= 0:
        return Phrase("digest.quorum.enough", {"yes": turnout.coming, "quorum": quorum})
    return Phrase("digest.quorum.missing" if turnout.coming else "digest.quorum.nobody", {"yes": turnout.coming, "quorum": quorum, "count": missing})


async def _own_answer(found: Occurrence, reader: Reader) -> Phrase | None:
    """What the one reader said; that they said nothing, where they are of the group."""
    answer = (await own_answers(reader)).get(found.id)
    if answer:
        return Phrase(f"digest.answered.{answer}")
    return Phrase("digest.answered.not") if reader.actor and found.series.group in own_groups(reader.actor) else None
