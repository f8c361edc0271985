# SPDX-License-Identifier: MPL-2.0
"""What people write in the thread under a call for points, where nobody calls the bot: a point, a word to one another, or after all something for the bot.

A wrong guess is seen at once, since the bot says what it did. So what is left alone is only what surely is no point; and what is answered as a question has the form of
one, or is known word for word: "OS2mo" and "Licens for OS2iot" would be understood as questions anywhere else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from config.intents.intent import Intents
from handlers.message import Language, Message, Query
from handlers.refusal import LeftAlone
from handlers.reply import Reply, say
from handlers.understanding.deciding import CANCEL, CONFIRM, CORRECT, UNDO
from handlers.understanding.interpretation import NO_SUCH_CHOICE, Interpretation
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.text import Token, clean, tokens
from storage.conversations import OTHERS, Conversation

COLLECT = "collect_points"
_POINT = "agenda_point"
_SETTLING = (CONFIRM, CANCEL, CORRECT, UNDO)
_WHOLE = frozenset(("attend_meeting", "forget_me", "help", "meeting_agenda", "meeting_note", "my_data"))
"""What is said in words that mean nothing else, and then is no point."""
_OF_THE_MEETING = frozenset(("attend_meeting", "meeting_agenda", "meeting_attendance"))
"""What is asked of the meeting whose thread it is, unless another is named."""
_ELSEWHERE = frozenset(("meeting", "on", "on2", "period", "year", "from", "until", "group_type"))
"""Slots that name another meeting or group."""
_SIGNED = 4  # words of a line with which somebody signs
_BULLET = re.compile(r"\s*(?:[-*•◦▪‣·–—]|\d{1,2}[.)]|\w\))\s+")
_EMOJI = re.compile(r":[\w+'-]{1,60}:")
"""As Slack writes them: `:+1:`."""
_SOMEBODY = re.compile(r"(?:slack:[TE]\w+:\w+|matrix:@\S+|(?<!\S)@[^\s,;:]+)[\s,;:]*")


class Collecting:
    """For one vocabulary."""

    def __init__(self, intents: Intents) -> None:
        words = intents.vocabulary
        polite = (*both(words.courtesies), *both(words.yes_words), *both(words.no_words))
        self._polite = Phrases({"polite": polite})
        self._beside = Phrases({"polite": (*polite, *both(words.beside_yes))})
        back = (*both(words.regret_words), *both(words.undo_words))
        self._back = Phrases({UNDO: back})
        self._with_back = Phrases({UNDO: (*back, *polite, *both(words.beside_yes))})
        self._opening = Phrases({"question": both(words.question_words)})
        self._signing = Phrases({"signs": both(words.sign_offs)})
        self._telling = frozenset(intent.intent for intent in intents.by_name.values() if intent.telling)

    def heard(self, message: Message, understood: Interpretation, conversation: Conversation | None, own: Language | None = None) -> Interpretation:
        """What the message means where it was said; as it was understood, where nothing is collected. Raises LeftAlone for what is nothing to the bot.

        `own`: the language of whoever writes, where they have chosen one. A word or two say too little of theirs: points are answered in that of the call.
        """
        if not message.collects_for:
            return understood
        several = "\n" in message.text.strip()
        if not several and (settled := self._settled(message, understood, conversation)):
            return settled
        points = [] if _SOMEBODY.match(message.text.strip()) else self.points(message.text)
        if not points:
            raise LeftAlone
        if not several and self._as_usual(understood, points[0]):
            return _of_meeting(understood, message.collects_for)
        if not several and (text := _explicit(understood)):
            points = [text]
        slots = {"meeting": message.collects_for, "text": "\n".join(points)}
        query = Query(intent=COLLECT, slots=slots, language=own or message.collects_in or understood.query.language)
        return replace(understood, queries=(query,), certain=True, confidence=1.0, why="thread", candidates=())

    def beside(self, message: Message, understood: Interpretation, reply: Reply) -> Reply:
        """The answer to a question, with a word on how it would be a point."""
        intent = understood.query.intent
        if not message.collects_for or message.asks or intent in (COLLECT, *_SETTLING, *_WHOLE) or understood.why == "choice":
            return reply
        return replace(reply, parts=(*reply.parts, say("agenda.thread.instead")))

    def points(self, text: str) -> list[str]:
        """One for each line or bullet, each on one line. Without what is quoted, what introduces a list, greetings, thanks and signatures."""
        kept = [line for line in _lines(text) if not self._is_polite(line)]
        signed = next((at for at, line in enumerate(kept) if at and self._signs(tokens(line))), len(kept))
        return kept[:signed]

    def _settled(self, message: Message, understood: Interpretation, conversation: Conversation | None) -> Interpretation | None:
        """Yes, no, a number, or "take it back": only where something waits for it."""
        own = conversation if conversation and conversation.by != OTHERS else None
        said = tokens(clean(message.text))
        takes_back = bool(self._back.find(said)) and _covers(self._with_back, said)
        if own and own.intent == COLLECT and takes_back:
            return replace(understood, queries=(Query(intent=UNDO, language=understood.query.language),), certain=True, why="decided")
        if understood.why == "choice":
            return understood
        if understood.why == NO_SUCH_CHOICE:
            raise LeftAlone
        if not understood.certain or understood.query.intent not in _SETTLING:
            return None
        if understood.query.intent == UNDO:  # "Fortryd beslutningen om skyen" is a point
            return understood if takes_back or understood.why == "exact" else None
        if "change" in understood.query.slots:
            return understood
        raise LeftAlone

    def _as_usual(self, understood: Interpretation, line: str) -> bool:
        """Whether it is surely for the bot to answer."""
        intent = understood.query.intent
        if understood.why in ("exact", "pattern") and intent in _WHOLE:
            return True
        if intent == _POINT and understood.certain:
            return understood.why == "exact" or bool(understood.query.slots.keys() & _ELSEWHERE)
        if not line.endswith("?") and not self._opening.leading(tokens(line)):
            return False
        unclear = intent == "ambiguous" and understood.why == "exact"
        return unclear or (understood.certain and intent not in self._telling and intent != "out_of_scope")

    def _is_polite(self, line: str) -> bool:
        """Whether it says nothing but thanks, yes, no, a greeting, a number, a smile, or somebody's name."""
        words = [word for word in tokens(clean(_EMOJI.sub(" ", _SOMEBODY.sub(" ", line)))) if not word.text.isdigit()]
        return not words or (_covers(self._beside, words) and bool(self._polite.find(words)))

    def _signs(self, words: Sequence[Token]) -> bool:
        return len(words) <= _SIGNED and self._signing.leading(words) is not None


def _covers(phrases: Phrases, words: Sequence[Token]) -> bool:
    """Whether they are all that is said."""
    return sum(found.end - found.start for found in phrases.find(words)) == len(words)


def _lines(text: str) -> Iterator[str]:
    raw = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(">")]
    listed = any(_BULLET.match(line) for line in raw)
    if listed and len(raw) > 1 and not _BULLET.match(raw[0]) and raw[0].rstrip().endswith(":"):
        raw = raw[1:]
    joined: list[str] = []
    for line in raw:
        goes_on = listed and joined and line.startswith(("  ", "\t")) and not _BULLET.match(line)
        if goes_on:
            joined[-1] += f" {line.strip()}"
        else:
            joined.append(_BULLET.sub("", line, count=1) if _BULLET.match(line) else line)
    yield from (cleaned for line in joined if (cleaned := clean(line)))


def _explicit(understood: Interpretation) -> str:
    """The point of a message that says that it is one, unless it names another meeting or group: "punkt: økonomi"."""
    query = understood.query
    if query.intent != _POINT or not understood.certain or query.slots.keys() & _ELSEWHERE:
        return ""
    return query.slots.get("text", "")


def _of_meeting(understood: Interpretation, meeting: str) -> Interpretation:
    query = understood.query
    if query.intent not in _OF_THE_MEETING or query.slots.keys() & (_ELSEWHERE | {"product"}):
        return understood
    return replace(understood, queries=(replace(query, slots={**query.slots, "meeting": meeting}), *understood.queries[1:]))
