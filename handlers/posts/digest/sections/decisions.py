# SPDX-License-Identifier: MPL-2.0
"""What groups decided, as it was noted since the last digest; and how far the minutes are in which it stands."""

from handlers.meetings.items import said_decision
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.lines import MOST, NOTHING, listed, with_note
from handlers.posts.digest.reader import reader_of
from handlers.posts.digest.shared import news_days, shared
from handlers.reply import Cited, Phrase, Reply, Value
from handlers.role_words import said_moment, said_scope
from storage.agenda import AgendaItem
from storage.meetings import MeetingState
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

_SAID: tuple[MeetingState, ...] = ("sent_for_approval", "approved", "published")
"""What is worth saying of minutes: until they are sent out they are their writer's."""


async def decisions(issue: Issue, unit: UnitOfWork) -> Reply:
    """Each stands in one digest: that of the week in which it was noted, whenever its meeting was. The newest first."""
    reader = await reader_of(issue, unit)
    first, last = news_days(issue)
    every = await shared(unit, ("decisions", first, last), lambda: unit.agenda.noted(first, last, "decision"))
    found = [each for each in reversed(every) if issue.happened(each.added_at) and _is_told(each, issue) and await reader.may_know_item(each)]
    if not found:
        return NOTHING
    shown = [await shared(unit, ("decision", each.id), lambda each=each: _line(each, issue, unit)) for each in found[:MOST]]  # type: ignore[misc] # a default argument binds it
    parts = listed(shown, "decisions", len(found) - MOST, group=await said_scope(Scope("group", found[-1].group), unit.directory))
    told = said_moment(found[0].added_at, issue.zone)
    return Reply(parts=parts, sources=(Cited(Phrase("source.told"), told, as_of=told),))


def _is_told(item: AgendaItem, issue: Issue) -> bool:
    return issue.tells_of_group(item.group) or (item.product is not None and issue.tells_of_product(item.product))


async def _line(item: AgendaItem, issue: Issue, unit: UnitOfWork) -> Value:
    date = await unit.meetings.date(item.date) if item.date else None
    status = Phrase(f"digest.decision.{date.state}") if date and date.state in _SAID else None
    return with_note(await said_decision(item, unit, issue.zone, of_one_group=False), status)
