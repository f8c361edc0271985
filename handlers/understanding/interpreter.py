# SPDX-License-Identifier: MPL-2.0
"""From a message to the query it means, or to what must be asked back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from config.intents.intent import Intent, Intents
from handlers.message import Assumed, Language, Query
from handlers.understanding.clauses import Clauses
from handlers.understanding.descriptions import DescriptionIndex, Resemblance
from handlers.understanding.exact import ExactMessages
from handlers.understanding.features import Features
from handlers.understanding.followup import FollowUps
from handlers.understanding.interpretation import Candidate, Interpretation
from handlers.understanding.model import Model
from handlers.understanding.reading import Reader, Reading
from handlers.understanding.slotting import first_values, slots_of, unmet
from storage.conversations import Conversation, Suggestion

AMBIGUOUS, OUT_OF_SCOPE, HELP = "ambiguous", "out_of_scope", "help"

ANSWER_FROM = 0.62  # likelihood from which the bot answers instead of asking back; measured on sentences of writers left out of training
DECLINE_FROM = 0.45  # a kind "not my subject" does less harm than a wrong answer
PRODUCT_FROM = 0.33  # likeness from which a description names a product …
PRODUCT_LEAD = 1.35  # … when it is so much likelier than the next
SECOND_FROM = 0.85  # likelihood each half needs before a message counts as two questions
SAME_LANGUAGE = 0.25  # how far from even the odds must be before the sentence decides the language
OFFERED = 3  # choices when asking back


class Interpreter:
    """Understands messages against one revision of the catalogue. Pure: the same message and conversation give the same interpretation."""

    def __init__(self, intents: Intents, model: Model, reader: Reader, products: DescriptionIndex) -> None:
        self._intents = intents.by_name
        self._model = model
        self._reader = reader
        self._products = products
        self._features = Features(model.words)
        self._exact = ExactMessages(intents)
        self._follow_ups = FollowUps(intents)
        self._clauses = Clauses(intents.vocabulary)

    def interpret(
        self, text: str, now: datetime, *, conversation: Conversation | None = None, language: Language | None = None, default: Language = "da"
    ) -> Interpretation:
        """`language`: the person's own setting; `default`: the community's. `conversation`: the last subject, if it is still remembered."""
        reading = self._reader.read(text, now)
        keys, weights = self._features.of(reading)
        likelihoods, english = self._model.scores(keys, weights)
        spoken = _language(english, language or (conversation.language if conversation else None), default)
        if found := self._by_rule(reading, conversation, spoken):
            return found
        if not reading.tokens:
            return Interpretation(
                queries=(Query(intent=HELP, language=spoken, words=reading.text),), certain=False, confidence=0.0, why="empty", reading=reading
            )
        return self._by_model(reading, likelihoods, conversation, spoken, now)

    def _by_rule(self, reading: Reading, conversation: Conversation | None, language: Language) -> Interpretation | None:
        """What needs no likelihood: a number, a follow-up, a message that is known whole."""
        suggestion, why = self._suggested(reading, conversation)
        if suggestion is not None:
            query = Query(intent=suggestion.intent, slots=suggestion.slots, language=language, words=reading.text, assumed=_assumed(reading))
            return self._decided(query, reading, why)
        ambiguous = self._exact.ambiguous(reading)
        if ambiguous and not (conversation and any(slot in conversation.slots for slot in ambiguous.missing)):
            query = Query(intent=AMBIGUOUS, language=language, words=reading.text, candidates=ambiguous.candidates, missing=ambiguous.missing)
            return Interpretation(queries=(query,), certain=False, confidence=1.0, why="exact", reading=reading)
        return None

    def _suggested(self, reading: Reading, conversation: Conversation | None) -> tuple[Suggestion | None, str]:
        if conversation and (chosen := self._follow_ups.chosen(reading.tokens, conversation)):
            return chosen, "choice"
        if intent := self._exact.intent(reading):
            return Suggestion(intent.intent, slots_of(intent, reading)), "exact"
        if conversation and (continued := self._follow_ups.continued(reading, conversation)):
            return continued, "follow_up"
        return None, ""

    def _decided(self, query: Query, reading: Reading, why: str) -> Interpretation:
        intent = self._intents.get(query.intent)
        missing = unmet(intent, query.slots) if intent else ""
        shared = reading.shared("product") if "product" in query.slots else ()
        if missing or shared:
            return self._asking(query, missing or "product", shared, 1.0, (), reading, ())
        return Interpretation(queries=(query,), certain=True, confidence=1.0, why=why, reading=reading)

    def _by_model(
        self, reading: Reading, likelihoods: Mapping[str, float], conversation: Conversation | None, language: Language, now: datetime
    ) -> Interpretation:
        candidates = _ranked(likelihoods)
        intent = self._intents[candidates[0].intent]
        reading, resemblances, believed = self._expecting(intent, reading, conversation)
        if believed and reading.mentions:
            likelihoods, _ = self._model.scores(*self._features.of(reading))
            candidates = _ranked(likelihoods)
            intent = self._intents[candidates[0].intent]
        slots = slots_of(intent, reading)
        if conversation:
            slots = self._follow_ups.completed(intent, slots, reading, conversation)
        query = Query(intent=intent.intent, slots=slots, language=language, words=reading.text, assumed=_assumed(reading))
        return self._judged(query, candidates, resemblances, reading, now)

    def _expecting(self, intent: Intent, reading: Reading, conversation: Conversation | None) -> tuple[Reading, Sequence[Resemblance], bool]:
        """Where a product or organisation is expected and none is named plainly: weak names are taken at their word, else descriptions are tried."""
        for kind in ("product", "organisation"):
            weak = [mention for mention in reading.weak if mention.kind == kind]
            if kind in intent.needs and weak and not any(reading.ids(need) for need in intent.needs):
                return reading.believing(weak[-1]), (), True
        if "product" not in intent.needs or reading.ids("product"):
            return reading, (), False
        return reading, self._products.find(reading.tokens), False

    def _judged(self, query: Query, candidates: Sequence[Candidate], resemblances: Sequence[Resemblance], reading: Reading, now: datetime) -> Interpretation:
        intent, confidence = self._intents[query.intent], candidates[0].likelihood
        missing = unmet(intent, query.slots)
        if missing == "product" and (described := _described(resemblances)):
            query = replace(query, slots={**query.slots, "product": described.product}, assumed=(Assumed(reading.text, "product", described.product),))
            confidence *= min(1.0, 0.5 + described.score)
            missing = ""
        if query.intent == OUT_OF_SCOPE:
            sure = confidence >= DECLINE_FROM
            return Interpretation(
                queries=(query,), certain=sure, confidence=confidence, why="model", candidates=tuple(candidates[: OFFERED + 2]), reading=reading
            )
        shared = reading.shared("product") if "product" in query.slots else ()
        if confidence >= ANSWER_FROM and (missing or shared):
            return self._asking(query, missing or "product", shared, confidence, candidates, reading, resemblances)
        queries = (query, *self._second(query, reading, now)) if not missing else (query,)
        return Interpretation(
            queries=queries, certain=confidence >= ANSWER_FROM and not missing, confidence=confidence, why="model",
            candidates=tuple(candidates[: OFFERED + 2]), resemblances=tuple(resemblances), reading=reading,
        )  # fmt: skip

    def _asking(
        self, query: Query, missing: str, shared: Sequence[str], confidence: float, candidates: Sequence[Candidate], reading: Reading,
        resemblances: Sequence[Resemblance],
    ) -> Interpretation:  # fmt: skip
        """The question is clear but for one thing. "What do *we* use?" stays that question; without a subject it is ambiguous."""
        named = tuple(shared) or tuple(each.product for each in resemblances[:OFFERED]) if missing == "product" else ()
        about_us = missing == "organisation" and self._clauses.about_us(reading)
        asked = query if about_us else replace(query, candidates=named or (query.intent,), missing=(missing,))
        if not about_us:
            asked = replace(asked, intent=AMBIGUOUS, slots={**query.slots, "of": query.intent})
        return Interpretation(
            queries=(replace(asked, missing=(missing,)),), certain=False, confidence=confidence, why="missing",
            candidates=tuple(candidates[: OFFERED + 2]), resemblances=tuple(resemblances), reading=reading,
        )  # fmt: skip

    def _second(self, first: Query, reading: Reading, now: datetime) -> tuple[Query, ...]:
        """The other question of a message that asks two things; only where both halves are clear on their own."""
        for halves in self._clauses.halves(reading):
            read = [self._reader.read(half, now) for half in halves]
            best = [_ranked(self._model.scores(*self._features.of(half))[0])[0] for half in read]
            if best[0].intent != best[1].intent and all(self._clear(each) for each in best) and first.intent in (best[0].intent, best[1].intent):
                place = 1 if best[0].intent == first.intent else 0
                intent = self._intents[best[place].intent]
                slots = {**first_values(first.slots, intent), **slots_of(intent, read[place])}
                if not unmet(intent, slots):
                    return (Query(intent=intent.intent, slots=slots, language=first.language, words=read[place].text),)
        return ()

    def _clear(self, candidate: Candidate) -> bool:
        return candidate.likelihood >= SECOND_FROM and candidate.intent not in (OUT_OF_SCOPE, HELP)


def _ranked(likelihoods: Mapping[str, float]) -> list[Candidate]:
    return [Candidate(intent, likelihood) for intent, likelihood in sorted(likelihoods.items(), key=lambda item: (-item[1], item[0]))]


def _described(resemblances: Sequence[Resemblance]) -> Resemblance | None:
    if not resemblances or resemblances[0].score < PRODUCT_FROM:
        return None
    clear = len(resemblances) == 1 or resemblances[0].score >= PRODUCT_LEAD * resemblances[1].score
    return resemblances[0] if clear else None


def _assumed(reading: Reading) -> tuple[Assumed, ...]:
    """Names that were not written plainly."""
    return tuple(
        Assumed(" ".join(token.text for token in reading.tokens[mention.start : mention.end]), mention.kind, mention.ids[0])
        for mention in reading.mentions
        if mention.how == "similar"
    )


def _language(english: float, known: str | None, default: Language) -> Language:
    if abs(english - 0.5) >= SAME_LANGUAGE:
        return "en" if english > 0.5 else "da"  # noqa: PLR2004 - even odds
    return "en" if known == "en" else "da" if known == "da" else default
