# SPDX-License-Identifier: MPL-2.0
"""How likely a message asks each intent, over the ways in which it can be read."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter

from config.intents.intent import Intents
from handlers.understanding.features import Features
from handlers.understanding.gatherings import Gatherings
from handlers.understanding.model import Model, Scores
from handlers.understanding.names import Mention
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.reading import Reading
from handlers.understanding.text import Token

_FAMILIAR = (
    0.6  # share of a message's features that the model must know; of 960 real questions the least had 0.68, of noise and other languages most under 0.55
)
_EXPECTED = 1.0  # what counts for taking an ordinary word ("forms", "skole") for a name where such a thing is asked for and none is named …
_ORDINARY = -0.15  # … elsewhere …
_UNUSUAL = 0.15  # … and for a word that the sentences do not know as a word ("mo")
_WAYS = 4  # ordinary words that are tried as names
_KEPT = 2.0  # how much likelier "og …" makes the intent of the question before
_NEAR = 3.0  # … and what points to the meeting that was spoken of makes whatever can be meant of it: "er det aflyst?"

Likelihoods = Mapping[str, float]
_LIKELIHOOD_AND_NAME = itemgetter(1, 0)


@dataclass(frozen=True, slots=True)
class Subject:
    """What the conversation is about: the product, the intent of the last question, and whether this message opens as its continuation.

    `near`: the intents that what the message points to makes likelier.
    """

    product: str = ""
    intent: str = ""
    continued: bool = False
    near: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Weighed:
    """The likeliest way to read the message, and how likely each intent is by it; the likelihoods sum to 1.

    `believed`: the ordinary word that this way takes for a name.
    """

    reading: Reading
    likelihoods: Likelihoods
    believed: Mention | None = None

    @property
    def top(self) -> str:
        return max(self.likelihoods.items(), key=_LIKELIHOOD_AND_NAME)[0]

    @property
    def confidence(self) -> float:
        return self.likelihoods[self.top]


class Weighing:
    def __init__(self, intents: Intents, model: Model) -> None:
        self._intents = intents.by_name
        self._model = model
        self._features = Features(model.words)
        self._pronouns = Phrases({"pronoun": both(intents.vocabulary.pronouns)})
        self._placing = Phrases({"placing": both(intents.vocabulary.placing)})
        self._comparisons = Phrases({"comparison": both(intents.vocabulary.comparisons)})
        self._gatherings = Gatherings(intents.vocabulary)

    def plain(self, reading: Reading) -> Scores:
        """How the model judges the message as it stands."""
        return self._model.scores(*self._features.of(reading))

    def unfamiliar(self, reading: Reading, plain: Scores) -> bool:
        """Whether the message holds too little that was ever met in a question: keyboard noise, other languages and scripts."""
        return not reading.mentions and plain.familiar < _FAMILIAR

    def weigh(self, reading: Reading, plain: Likelihoods, subject: Subject = Subject()) -> Weighed:
        """The best of the ways: as it stands, or with an ordinary word taken for a name. `subject` fills in what is only pointed to."""
        as_it_stands = Weighed(reading, plain)
        best, _ = max([(as_it_stands, as_it_stands.confidence), *self._believing(as_it_stands)], key=lambda way: way[1])
        return self._leaning(best, subject)

    def _believing(self, plain: Weighed) -> Iterator[tuple[Weighed, float]]:
        each = {mention.ids: mention for mention in reversed(plain.reading.weak)}  # one word said ten times is one way to read it
        for mention in list(each.values())[-_WAYS:]:
            if plain.reading.ids(mention.kind) and not self._compared(mention, plain.reading):
                continue
            believed = plain.reading.believing(mention)
            way = Weighed(believed, self.plain(believed).likelihoods, mention)
            if self._wanted(mention, way, plain):
                yield way, self._prior(mention, plain) + way.confidence

    def _wanted(self, mention: Mention, way: Weighed, plain: Weighed) -> bool:
        """Whether the question read this way asks for such a thing: it needs one, or takes one and the name makes it no less likely."""
        intent = self._intents[way.top]
        if mention.kind in intent.needs or self._gatherings.named(mention, intent, plain.reading):
            return True
        return mention.kind in intent.takes and (self._placed(mention, plain.reading) or (self.unusual(mention, plain.reading) and way.top == plain.top))

    def _placed(self, mention: Mention, reading: Reading) -> bool:
        """Behind a word such as "for" or "hos", an ordinary word that ends the message names an organisation."""
        before = reading.tokens[max(mention.start - 1, 0) : mention.start]
        return mention.kind == "organisation" and mention.end == len(reading.tokens) and bool(self._placing.find(before))

    def unusual(self, mention: Mention, reading: Reading) -> bool:
        """Hardly an ordinary word after all: questions seldom hold it otherwise."""
        words, following = reading.tokens[mention.start : mention.end], reading.tokens[mention.end : mention.end + 1]
        counted = any(token.folded.isdigit() for token in following)  # "kl 12" is no municipal association
        return not counted and not any(token.folded in self._model.common for token in words)

    def _compared(self, mention: Mention, reading: Reading) -> bool:
        """Two products side by side: there an ordinary word is the second one."""
        return mention.kind == "product" and len(reading.ids("product")) == 1 and bool(self._comparisons.find(reading.tokens))

    def _prior(self, mention: Mention, plain: Weighed) -> float:
        """What is added to the likelihood of a reading that takes this ordinary word for a name."""
        intent = self._intents[plain.top]
        if mention.kind in intent.needs and not any(plain.reading.ids(need) for need in intent.needs):
            return _EXPECTED
        if self._gatherings.named(mention, intent, plain.reading):
            return _EXPECTED
        return _UNUSUAL if self._placed(mention, plain.reading) or self.unusual(mention, plain.reading) else _ORDINARY

    def _leaning(self, way: Weighed, subject: Subject) -> Weighed:
        likelihoods = way.likelihoods
        if subject.product and not way.reading.ids("product"):
            likelihoods = _mean(likelihoods, self.plain(self._about(way.reading, subject.product)).likelihoods)
        if subject.continued and subject.intent in likelihoods:
            likelihoods = _raised(likelihoods, {subject.intent}, _KEPT)
        if subject.near:
            likelihoods = _raised(likelihoods, subject.near, _NEAR)
        return replace(way, likelihoods=likelihoods)

    def _about(self, reading: Reading, product: str) -> Reading:
        """The message as if it named the product: in the place of a pronoun, else at the end."""
        found = self._pronouns.find(reading.tokens)
        inside = {place for mention in reading.mentions for place in range(mention.start, mention.end)}
        free = [each for each in found if each.start not in inside]
        start, end = (free[0].start, free[0].end) if free else (len(reading.tokens), len(reading.tokens) + 1)
        tokens = reading.tokens if free else (*reading.tokens, Token(product, product, len(reading.text), len(reading.text)))
        named = Mention("product", (product,), start, end, "exact", 1.0)
        mentions = tuple(sorted((*reading.mentions, named), key=lambda mention: mention.start))
        return Reading(reading.text, tokens, mentions, (), reading.values, reading.today)


def _mean(one: Likelihoods, other: Likelihoods) -> Likelihoods:
    return {intent: (likelihood + other[intent]) / 2 for intent, likelihood in one.items()}


def _raised(likelihoods: Likelihoods, raised: Collection[str], times: float) -> Likelihoods:
    weights = {intent: likelihood * (times if intent in raised else 1) for intent, likelihood in likelihoods.items()}
    total = sum(weights.values())
    return {intent: weight / total for intent, weight in weights.items()}
