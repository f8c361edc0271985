# SPDX-License-Identifier: MPL-2.0
"""What is said before something personal is kept for the first time."""

from handlers.parties import Party
from handlers.reply import Paragraph, say
from storage.people import Person


def note_on(who: Party) -> tuple[Paragraph, ...]:
    """What is kept of somebody who is noted by this change: the speaker's own consent is asked, another is told when they write. A mailbox is everybody's to see."""
    notes = (say("privacy.mailbox"),) if who.mailbox else ()
    made = next((step.after for step in who.steps if isinstance(step.after, Person)), None)
    if made is None:
        return notes
    return (*notes, say("privacy.notice") if made.informed_at else say("privacy.other"))
