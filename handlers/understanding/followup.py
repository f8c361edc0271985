# SPDX-License-Identifier: MPL-2.0
"""Questions that lean on the one before: "og os2mo?", "hvem ellers?", "what about its steering group?", "2"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.intents.intent import Intent, Intents
from handlers.understanding.clock_marks import CLOCK
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.reading import Reading
from handlers.understanding.slots import DIGIT
from handlers.understanding.slotting import KINDS, OWN_GROUPS, values_of
from handlers.understanding.text import Token
from storage.conversations import Conversation, Suggestion

_MEETING = re.compile(r"m(?:ø|oe)de|meeting", re.IGNORECASE)
_NUMBER_WORDS = frozenset(("nummer", "nr", "number", "no", "valg", "choice", "mulighed", "option"))
CONFIRM = "confirm_change"
"""The intent of the choice that says yes to what is shown."""
_GROUP = "group_type"
OTHERS = "others"
"""The value of `item` that asks for more of the same."""


@dataclass(frozen=True, slots=True)
class Lean:
    """How a message leans on the conversation. `opened`: it begins with "and" or the like. `bare`: nothing but names and slot values is left."""

    opened: bool
    bare: bool
    pronoun: bool


class FollowUps:
    def __init__(self, intents: Intents) -> None:
        words = intents.vocabulary
        self._intents = intents.by_name
        self._of_a_meeting = frozenset(name for name, intent in intents.by_name.items() if not intent.tells and _GROUP in (*intent.needs, *intent.takes))
        self._asked_by = words.asked_by
        self._openings = Phrases({"follow_up": both(words.follow_up)})
        self._others = Phrases({OTHERS: both(words.others)})
        self._pronouns = Phrases({"pronoun": both(words.pronouns)})
        self._comparisons = Phrases({"comparison": both(words.comparisons)})
        self._corrections = Phrases({"correction": (*both(words.corrections), *both(words.no_words))})
        self._fillers = Phrases({"filler": (*both(words.fillers), *both(words.level_words))})

    def lean(self, reading: Reading, *, correcting: bool = False, timed: bool = False) -> Lean:
        """`timed`: a time of day is as good as a name."""
        opening = self._openings.leading(reading.tokens)
        covered = [False] * len(reading.tokens)
        spans = [(mention.start, mention.end) for mention in reading.mentions if not mention.rest]
        spans += [(found.start, found.end) for values in reading.values.values() for found in values]
        spans += [span for found in reading.days if (span := reading.tokens_of(found.start, found.end))]
        spans += [(place, place + 1) for place, token in enumerate(reading.tokens) if token.folded in reading.years]
        spans += [span for found in CLOCK.finditer(reading.text) if (span := reading.tokens_of(found.start(), found.end()))] if timed else []
        phrases = (self._fillers, self._pronouns, *((self._corrections,) if correcting else ()))
        spans += [(found.start, found.end) for kind in phrases for found in kind.find(reading.tokens)]
        for start, end in [*spans, (0, opening.end if opening else 0)]:
            covered[start:end] = [True] * (end - start)
        return Lean(opening is not None, all(covered), bool(self._pronouns.find(reading.tokens)))

    def number(self, message: Sequence[Token]) -> int | None:
        """The number that is the whole message."""
        words = [token.folded for token in message if token.folded not in _NUMBER_WORDS]
        if len(words) != 1 or not words[0].isascii() or not words[0].isdigit() or len(words[0]) > 2:  # noqa: PLR2004 - no list is that long
            return None
        return int(words[0])

    def continued(self, reading: Reading, conversation: Conversation) -> Suggestion | None:
        """The last question asked anew: of another thing ("og os2mo?"), or for more ("hvem ellers?")."""
        intent = self._intents.get(conversation.intent)
        if intent is None:
            return None
        if self._others.whole(reading.tokens):
            return Suggestion(intent.intent, {**conversation.slots, "item": OTHERS})
        reading = _expecting(intent, reading)
        shown = any(choice.intent == CONFIRM for choice in conversation.choices)
        fresh = _fresh(intent, reading, conversation)
        lean = self.lean(reading, correcting=shown, timed="time" in fresh)
        if shown:
            fresh.pop("who", None)  # "nej, i morgen": the Danish "i" is no English "I"
        waited = any(slot in fresh for slot in conversation.missing)
        if fresh and lean.bare and self._goes_on(intent, reading, conversation, lean, waited=waited):
            return Suggestion(intent.intent, _replaced(conversation, intent, fresh))
        return self._part(reading, conversation) if lean.bare and (lean.opened or lean.pronoun) else None

    def _goes_on(self, intent: Intent, reading: Reading, conversation: Conversation, lean: Lean, *, waited: bool) -> bool:
        """A question goes on with one; what was told, with what was asked for or what corrects it ("nej, fra 1. marts"), but never with a question."""
        asks = reading.text.endswith("?")
        if not intent.tells:
            return lean.opened or waited or (asks and not _asks_what(reading))
        return not asks and (lean.opened or waited or any(choice.intent == CONFIRM for choice in conversation.choices))

    def _part(self, reading: Reading, conversation: Conversation) -> Suggestion | None:
        """A part of the subject that is only named: "what about its steering group?"."""
        for slot, asked in self._asked_by.items():
            if reading.slot(slot) and "product" in conversation.slots and asked in self._intents:
                return Suggestion(asked, {"product": conversation.slots["product"], slot: reading.slot(slot)[0]})
        return None

    def _compared(self, intent: Intent, slots: Mapping[str, str], reading: Reading, conversation: Conversation) -> dict[str, str]:
        """The subject beside another thing: "how does it differ from OS2mo?"."""
        before, named = conversation.slots.get("product"), slots.get("product")
        if "product2" not in intent.takes or "product2" in slots or not before or not named or before == named:
            return {}
        pointed = self._pronouns.find(reading.tokens) and self._comparisons.find(reading.tokens)
        return {**slots, "product": before, "product2": named} if pointed else {}

    def near(self, reading: Reading, conversation: Conversation) -> frozenset[str]:
        """What may be asked of the meeting that was spoken of, where the message only points to it: "er det aflyst?"."""
        points = self.lean(reading).pronoun and not any(reading.ids(kind) for kind in KINDS)
        return self._of_a_meeting if points and self._of_meetings(conversation) else frozenset()

    def _of_meetings(self, conversation: Conversation) -> bool:
        """Whether the conversation is about a group or its meetings."""
        intent = self._intents.get(conversation.intent)
        return intent is not None and _GROUP in (*intent.needs, *intent.takes)

    def completed(self, intent: Intent, slots: Mapping[str, str], reading: Reading, conversation: Conversation) -> dict[str, str]:
        """The slots, with what the question leaves out taken from the conversation: always what is needed, the rest where a pronoun points to it."""
        if slots.get("group_type") in OWN_GROUPS:
            return dict(slots)
        lean = self.lean(reading)
        leaning = lean.pronoun or lean.opened
        if intent.resumes and self._of_meetings(conversation):
            return {**_resumed(intent, slots, conversation), **self._same_meeting(slots, reading, conversation), **slots}
        if any(word.startswith("os2") for word in reading.strange) or (reading.strange and not leaning):
            return dict(slots)  # something else is asked about, which we do not know
        wanted = [slot for slot in KINDS if slot in intent.needs and not any(need in slots for need in intent.needs if need in KINDS)]
        if leaning and not any(kind in slots for kind in KINDS):
            wanted += [slot for slot in ("product", "organisation") if slot in intent.takes]
        if compared := self._compared(intent, slots, reading, conversation):
            return compared
        if leaning and "group_type" in intent.needs and "group_type" not in slots:
            wanted.append("group_type")
        return {**{slot: conversation.slots[slot] for slot in wanted if slot in conversation.slots}, **slots}

    def _same_meeting(self, slots: Mapping[str, str], reading: Reading, conversation: Conversation) -> dict[str, str]:
        """The meeting that was chosen, where the message only points to it: "aflys det i stedet"."""
        pointed = self.lean(reading).pronoun and not _MEETING.search(reading.text)
        named = slots.keys() & {"on", "from", "period", "group_type", *KINDS}
        return {"meeting": conversation.slots["meeting"]} if pointed and not named and "meeting" in conversation.slots else {}


def _resumed(intent: Intent, slots: Mapping[str, str], conversation: Conversation) -> dict[str, str]:
    """What goes on from the conversation: nothing where another thing is named, and no day of another group's meeting."""
    if any(kind in slots for kind in KINDS):
        return {}
    kept = {slot: conversation.slots[slot] for slot in intent.resumes if slot in conversation.slots and slot not in slots}
    return {slot: value for slot, value in kept.items() if slot in KINDS or _GROUP not in slots}


def _asks_what(reading: Reading) -> bool:
    """Whether it is a question of its own, whatever was asked before: "hvad er os2mo?"."""
    first = [token.folded for token in reading.tokens[:2]]
    return first in (["hvad", "er"], ["what", "is"], ["what", "s"], ["hva", "er"])


def _expecting(intent: Intent, reading: Reading) -> Reading:
    """The message with an ordinary word taken for a name, where such a name would continue the question: "og web?"."""
    if any(reading.ids(need) for need in intent.needs):
        return reading
    return reading.believing(*[mention for mention in reading.weak if mention.kind in intent.needs][-1:])


def _fresh(intent: Intent, reading: Reading, conversation: Conversation) -> dict[str, str]:
    """The slots of this intent that the message fills. After a level was spoken of, a number is one: "og dem på 3"."""
    found = {slot: values[0] for slot in (*intent.needs, *intent.takes) if (values := values_of(slot, intent, reading))}
    if "level" in conversation.slots and (numbers := reading.slot(DIGIT)):
        found.setdefault("level", numbers[0])
    return found


def _replaced(conversation: Conversation, intent: Intent, fresh: Mapping[str, str]) -> dict[str, str]:
    """Another beginning takes the place of the old one. What was wanted stays wanted where the bot asked for the rest of it: "aflys mødet" … "os2mo"."""
    gone = set() if intent.tells and conversation.missing else {"item"}
    gone |= {"from", "on", "on2", "listed"} if fresh.keys() & {"from", "on"} else set()
    return {slot: value for slot, value in conversation.slots.items() if slot not in gone} | dict(fresh)
