# SPDX-License-Identifier: MPL-2.0
"""What is not done for somebody who may be another, at their account: whoever took a password has a device, but not one that its owner has signed.

They change, confirm, cancel and pass on nothing. They are not told what the bot keeps of the person (`my_data`), nor what others did (`audit_log`), nor in whose
words a question waits, nor what waits for the person, what they get of the bot's own accord or said to channels: it is told to one person alone, and a thief would have
it with the password. A right of access is not lost by it: where there is doubt of who asks, they may be asked to show it (GDPR, article 12(6)). What everybody may
know, they may ask: the weekly digest, too, is then everybody's. See decision 0013.
"""

from handlers.actor import Actor
from handlers.permissions import Action
from handlers.refusal import Refusal

OPEN: frozenset[Action] = frozenset(("question.list",))
"""What is only read, and shown without what is personal in it."""

BY_REACTION: frozenset[Action] = frozenset(("meeting.attend", "onboarding.check_in"))
"""What may be said by a reaction, though in an encrypted room nobody knows from which device: whether somebody comes to a meeting rests on the homeserver's word, as it
does in a room that is not encrypted; they see it, and can change it until the meeting begins. How it goes after an onboarding is asked in such rooms, and nowhere else:
at worst somebody is called who does not need it."""


def vouched(actor: Actor, action: Action) -> None:
    """Raises Refusal, which stands in the audit, where it is in doubt who asks."""
    if actor.doubt == "reaction" and action in BY_REACTION:
        return
    if actor.doubt and action not in OPEN:
        raise Refusal(f"trust.{actor.doubt}", forbidden=action)


def alone(actor: Actor) -> bool:
    """Whether surely nobody but the person themselves reads this."""
    return actor.private and not actor.doubt
