# SPDX-License-Identifier: MPL-2.0
"""From a message to the query it means, or to what must be asked back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from config.intents.intent import Intents
from handlers.message import Asked, Assumed, Language, Query
from handlers.understanding.clauses import Clauses
from handlers.understanding.descriptions import DescriptionIndex, Resemblance
from handlers.understanding.followup import FollowUps
from handlers.understanding.gatherings import Gatherings
from handlers.understanding.interpretation import NO_SUCH_CHOICE, Candidate, Interpretation
from handlers.understanding.judging import AMBIGUOUS, HELP, HINTED_FROM, OUT_OF_SCOPE, Judging, described, overruled
from handlers.understanding.model import Model
from handlers.understanding.names import Mention
from handlers.understanding.phrases import Phrases
from handlers.understanding.reading import Reader, Reading
from handlers.understanding.rules import NoChoice, Ruled, Rules, Unclear
from handlers.understanding.slotting import first_values, scoped, slots_of, unmet
from handlers.understanding.text import tokens
from handlers.understanding.weighing import Likelihoods, Subject, Weighed, Weighing
from storage.conversations import Conversation

SECOND_FROM = 0.8  # likelihood each half needs before a message counts as two questions
_DOUBT, _DOUBT_KNOWN = 0.06, 0.2  # how far from even the sentence's language must be before it decides: with nothing known, and against what is known
_CANDIDATES = 5  # kept for asking back and for --explain


class Interpreter:
    """Understands messages against one revision of the catalogue. Pure: the same message and conversation give the same interpretation."""

    def __init__(self, intents: Intents, model: Model, reader: Reader, products: DescriptionIndex) -> None:
        self._intents = intents.by_name
        self._reader = reader
        self._products = products
        self._clauses = Clauses(intents.vocabulary)
        self._gatherings = Gatherings(intents.vocabulary)
        self._ourselves = Phrases({who: words.da for who, words in intents.vocabulary.slots.get("who", {}).items()})
        self._follow_ups = FollowUps(intents)
        self._rules = Rules(intents, self._follow_ups)
        self._weighing = Weighing(intents, model)
        self._judging = Judging(intents, self._clauses)

    def warm(self) -> None:
        """Builds what else would be built by the first message that needs it."""
        some = tokens("xqzjw qzxwj")  # resembles nothing, and so asks everything
        self._reader.warm(some)
        self._products.find(some)

    def read(self, text: str, today: date) -> Reading:
        """The names, days and values in a text that is no question."""
        return self._reader.read(text, today)

    def interpret(
        self, text: str, today: date, *, conversation: Conversation | None = None, language: Language | None = None, default: Language = "da"
    ) -> Interpretation:
        """`language`: the person's own setting; `default`: the community's. `conversation`: the last subject, if it is still remembered."""
        found = self._interpreted(text, today, conversation, language, default)
        return replace(found, queries=tuple(self._scoped(query) for query in found.queries))

    def asked(
        self, asked: Asked, today: date, *, conversation: Conversation | None = None, language: Language | None = None, default: Language = "da"
    ) -> Interpretation:
        """What a button or a form asks: certain, unless something is missing."""
        reading = self._reader.read(asked.words, today)
        query = Query(intent=asked.intent, slots=asked.slots, language=language or _of(conversation) or default, words=reading.text)
        found = self._judging.ruled(query, reading, "asked")
        return replace(found, queries=tuple(self._scoped(each) for each in found.queries))

    def _scoped(self, query: Query) -> Query:
        intent = self._intents.get(query.intent)
        return replace(query, slots=scoped(intent, self._speaking(query))) if intent else query

    def _speaking(self, query: Query) -> Mapping[str, str]:
        """The slots, with who speaks by the words of the language: the Danish "i" is no English "I"."""
        if query.language != "da" or "who" not in query.slots or not query.words:
            return query.slots
        found = self._ourselves.find(tokens(query.words))
        return {slot: found[0].value if slot == "who" else value for slot, value in query.slots.items() if slot != "who" or found}

    def _interpreted(self, text: str, today: date, conversation: Conversation | None, language: Language | None, default: Language) -> Interpretation:
        reading = self._reader.read(text, today)
        plain = self._weighing.plain(reading)
        spoken = _language(plain.english, language or _of(conversation), default)
        match self._rules.apply(reading, conversation):
            case Ruled() as ruled:
                return self._ruled(ruled, spoken, reading)
            case NoChoice(own):
                query = Query(intent=OUT_OF_SCOPE, language=own, words=reading.text)
                return Interpretation(queries=(query,), certain=False, confidence=0.0, why=NO_SUCH_CHOICE, reading=reading)
            case Unclear(meaning, own):
                query = Query(intent=AMBIGUOUS, language=own or spoken, words=reading.text, candidates=meaning.candidates, missing=meaning.missing)
                return Interpretation(queries=(query,), certain=False, confidence=1.0, why="exact", reading=reading)
        if not reading.tokens or self._weighing.unfamiliar(reading, plain):
            fallback = language or _of(conversation) or default
            query = Query(intent=OUT_OF_SCOPE, language=fallback, words=reading.text)
            return Interpretation(queries=(query,), certain=False, confidence=0.0, why="unfamiliar" if reading.tokens else "empty", reading=reading)
        return self._weighed(reading, plain.likelihoods, conversation, spoken, today)

    def _ruled(self, ruled: Ruled, spoken: Language, reading: Reading) -> Interpretation:
        suggestion = ruled.suggestion
        query = Query(
            intent=suggestion.intent, slots=suggestion.slots, language=ruled.language or spoken, words=reading.text, assumed=_assumed(reading)
        )  # fmt: skip
        return self._judging.ruled(query, reading, ruled.why)

    def _weighed(self, reading: Reading, plain: Likelihoods, conversation: Conversation | None, spoken: Language, today: date) -> Interpretation:
        resemblances = self._products.find(reading.tokens) if not reading.ids("product") else ()
        weighed = self._weighing.weigh(reading, plain, self._subject(reading, conversation, resemblances))
        ordinary = None if weighed.believed is None or self._plainly(weighed.believed, weighed.top, reading) else weighed.believed
        if weighed.believed and overruled(weighed.believed, resemblances, ordinary=ordinary is not None):
            weighed, ordinary = replace(weighed, reading=reading, believed=None), None
        intent, reading = self._intents[weighed.top], weighed.reading
        slots = slots_of(intent, reading)
        if conversation:
            slots = self._follow_ups.completed(intent, slots, reading, conversation)
        query = Query(intent=intent.intent, slots=slots, language=spoken, words=reading.text, assumed=_assumed(reading))
        judged = self._judging.judged(query, _likeliest(weighed.likelihoods), resemblances, reading, ordinary)
        return replace(judged, queries=(*judged.queries, *self._second(judged.query, reading, today))) if judged.certain else judged

    def _plainly(self, believed: Mention, top: str, reading: Reading) -> bool:
        """Whether an ordinary word that is taken for a name is hardly anything else here."""
        return self._weighing.unusual(believed, reading) or self._gatherings.named(believed, self._intents[top], reading)

    def _subject(self, reading: Reading, conversation: Conversation | None, resemblances: Sequence[Resemblance]) -> Subject:
        """What the conversation is about; at its start, the product that the message itself describes."""
        if conversation is None:
            hinted = described(resemblances, HINTED_FROM)
            return Subject(product=hinted.product if hinted else "")
        product = "" if reading.strange else conversation.slots.get("product", "")
        return Subject(product, conversation.intent, self._follow_ups.lean(reading).opened, self._follow_ups.near(reading, conversation))

    def _second(self, first: Query, reading: Reading, today: date) -> tuple[Query, ...]:
        """The other question of a message that asks two things; only where both halves are clear on their own."""
        subject = Subject(product=first.slots.get("product", ""))
        for halves in self._clauses.halves(reading):
            one, other = (self._half(half, subject, today) for half in halves)
            if one.top != other.top and self._clear(one) and self._clear(other) and first.intent in (one.top, other.top):
                second = other if one.top == first.intent else one
                intent = self._intents[second.top]
                slots = {**first_values(first.slots, intent), **slots_of(intent, second.reading)}
                if not unmet(intent, slots):
                    return (Query(intent=intent.intent, slots=slots, language=first.language, words=second.reading.text),)
        return ()

    def _half(self, text: str, subject: Subject, today: date) -> Weighed:
        reading = self._reader.read(text, today)
        return self._weighing.weigh(reading, self._weighing.plain(reading).likelihoods, subject)

    def _clear(self, half: Weighed) -> bool:
        return half.confidence >= SECOND_FROM and half.top not in (OUT_OF_SCOPE, HELP)


def _likeliest(likelihoods: Likelihoods) -> list[Candidate]:
    ranked = sorted(likelihoods.items(), key=lambda item: (-item[1], item[0]))
    return [Candidate(intent, likelihood) for intent, likelihood in ranked[:_CANDIDATES]]


def _assumed(reading: Reading) -> tuple[Assumed, ...]:
    """Names that were not written plainly."""
    return tuple(
        Assumed(" ".join(token.text for token in reading.tokens[mention.start : mention.end]), mention.kind, mention.ids[0])
        for mention in reading.mentions
        if mention.how == "similar"
    )


def _of(conversation: Conversation | None) -> Language | None:
    return None if conversation is None else "en" if conversation.language == "en" else "da"


def _language(english: float, known: Language | None, default: Language) -> Language:
    """The sentence decides, unless it is close to even: then the language known of the person or the conversation, else the default."""
    fallback, doubt = known or default, _DOUBT_KNOWN if known else _DOUBT
    return "en" if english > (0.5 - doubt if fallback == "en" else 0.5 + doubt) else "da"
