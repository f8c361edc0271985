# SPDX-License-Identifier: MPL-2.0
"""Whether a query is sure enough to be answered, or must be asked back about, and with which choices."""

from collections.abc import Sequence
from dataclasses import replace

from config.intents.intent import Intents
from handlers.message import Assumed, Query
from handlers.understanding.clauses import Clauses
from handlers.understanding.descriptions import Resemblance
from handlers.understanding.interpretation import Candidate, Interpretation
from handlers.understanding.names import Mention
from handlers.understanding.reading import Reading
from handlers.understanding.slotting import MEMBERSHIP, OWN_GROUPS, unmet

AMBIGUOUS, OUT_OF_SCOPE, HELP = "ambiguous", "out_of_scope", "help"

ANSWER_FROM = 0.72  # likelihood from which the bot answers instead of asking back; measured on sentences of writers left out of training
TOLD_FROM = 0.45  # what somebody tells is shown before it is done
DECLINE_FROM = 0.45  # a kind "not my subject" does less harm than a wrong answer
PRODUCT_FROM = 2.0  # resemblance (about: telling words) from which a description names a product …
SUPPOSED_FROM = 2.5  # … and where the question makes sense without a product too …
HINTED_FROM = 3.5  # … and from which it makes the question one about that product …
OVERRULED_FROM = 4.0  # … and against a word that is hardly anything but a name …
PRODUCT_LEAD = 1.7  # … when it is so much likelier than the next
OFFER_FROM = 0.6  # resemblance from which a product is offered as a choice
HINT_FROM = 0.3  # … and from which the message describes something at all
OFFERED = 3  # choices when asking back


class Judging:
    def __init__(self, intents: Intents, clauses: Clauses) -> None:
        self._intents = intents.by_name
        self._clauses = clauses

    def ruled(self, query: Query, reading: Reading, why: str) -> Interpretation:
        """What a rule decided is certain, unless something is missing or a name means several things."""
        intent = self._intents.get(query.intent)
        missing = unmet(intent, query.slots) if intent else ""
        sure = Interpretation(queries=(query,), certain=True, confidence=1.0, why=why, reading=reading)
        return self._checked(sure, missing, reading)

    def judged(
        self, query: Query, candidates: Sequence[Candidate], resemblances: Sequence[Resemblance], reading: Reading, believed: Mention | None = None
    ) -> Interpretation:
        """What the model made likely is certain from a threshold on; below it the likeliest intents are offered.

        `believed`: an ordinary word that was taken for the name of the product.
        """
        confidence, missing = candidates[0].likelihood, unmet(self._intents[query.intent], query.slots)
        if self._lacks_product(query) and (found_product := described(resemblances, PRODUCT_FROM if missing == "product" else SUPPOSED_FROM)):
            query, missing = _taken(query, found_product, reading), ""
        certain = confidence >= self._least(query.intent)
        found = Interpretation(
            queries=(query,), certain=certain, confidence=confidence, why="model",
            candidates=tuple(candidates), resemblances=tuple(resemblances), reading=reading,
        )  # fmt: skip
        if not certain:
            return found
        doubted = self._doubted(query, resemblances, believed)
        return _asking(found, replace(query, candidates=doubted, missing=("product",))) if doubted else self._checked(found, missing, reading)

    def _least(self, intent: str) -> float:
        """The likelihood from which this intent is taken for what is meant."""
        if intent == OUT_OF_SCOPE:
            return DECLINE_FROM
        return TOLD_FROM if self._intents[intent].tells else ANSWER_FROM

    def _lacks_product(self, query: Query) -> bool:
        """Whether a described product would fill a place that nothing fills."""
        intent = self._intents[query.intent]
        own = query.slots.get("group_type") in OWN_GROUPS or query.slots.get("scope") == MEMBERSHIP
        return not own and "product" not in query.slots and "product" in (*intent.needs, *intent.supposes)

    def _doubted(self, query: Query, resemblances: Sequence[Resemblance], believed: Mention | None) -> tuple[str, ...]:
        """The products that may be meant, where the message hints at another one than its ordinary word names, or at one beside the membership."""
        hinted = tuple(each.product for each in resemblances[:OFFERED] if each.score >= OFFER_FROM)
        if believed and hinted and hinted[0] not in believed.ids:
            return tuple(dict.fromkeys((*hinted, believed.ids[0])))
        of_money = "scope" in self._intents[query.intent].takes
        return hinted if of_money and "product" not in query.slots and query.slots.get("scope") != MEMBERSHIP else ()

    def _checked(self, found: Interpretation, missing: str, reading: Reading) -> Interpretation:
        shared = reading.shared("product") if "product" in found.query.slots else ()
        if shared:
            return _asking(found, replace(found.query, candidates=shared, missing=("product",)))
        return self._lacking(found, missing, reading) if missing else found

    def _lacking(self, found: Interpretation, missing: str, reading: Reading) -> Interpretation:
        """The question is clear but for what it is about. "What do *we* use?" stays that question; one without any hint is ambiguous."""
        query = replace(found.query, missing=(missing,))
        hints = [each for each in found.resemblances[:OFFERED] if each.score >= HINT_FROM] if missing == "product" else []
        offered = tuple(each.product for each in hints if each.score >= OFFER_FROM)
        if hints or (missing == "organisation" and self._clauses.about_us(reading)):
            return _asking(found, replace(query, candidates=offered))
        return _asking(found, replace(query, intent=AMBIGUOUS, candidates=(query.intent,), slots={**query.slots, "of": query.intent}))


def _asking(found: Interpretation, query: Query) -> Interpretation:
    return replace(found, queries=(query,), certain=False, why="missing")


def _taken(query: Query, described: Resemblance, reading: Reading) -> Query:
    assumed = Assumed(reading.text, "product", described.product)
    return replace(query, slots={**query.slots, "product": described.product}, assumed=(*query.assumed, assumed))


def described(resemblances: Sequence[Resemblance], least: float) -> Resemblance | None:
    """The product that the message describes, where one is described clearly enough."""
    if not resemblances or resemblances[0].score < least:
        return None
    clear = len(resemblances) == 1 or resemblances[0].score >= PRODUCT_LEAD * resemblances[1].score
    return resemblances[0] if clear else None


def overruled(believed: Mention, resemblances: Sequence[Resemblance], *, ordinary: bool) -> bool:
    """Whether a word was taken for a name though the message clearly describes something else: "the pupil data sync"."""
    meant = described(resemblances, PRODUCT_FROM if ordinary else OVERRULED_FROM)
    return meant is not None and meant.product not in believed.ids
