# SPDX-License-Identifier: MPL-2.0
"""Products named by ordinary words beside a group or a meeting: "styregruppen for forms", "the display meeting"."""

from config.intents.intent import Intent, Vocabulary
from handlers.understanding.names import Mention
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.reading import Reading

_BETWEEN = 1  # words between the meeting and the name: "mødet i forms"
_NAMED_BY = frozenset(("product", "group_type"))


class Gatherings:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = Phrases({"gathering": both(vocabulary.gatherings)})

    def named(self, mention: Mention, intent: Intent, reading: Reading) -> bool:
        """Whether this weak mention names the product whose group meets, for an intent that asks or tells of such."""
        if mention.kind != "product" or not {*intent.needs, *intent.takes} >= _NAMED_BY:
            return False
        beside = (*reading.values.get("group_type", ()), *self._words.find(reading.tokens))
        return any(found.start == mention.end or 0 <= mention.start - found.end <= _BETWEEN for found in beside)

    def believed(self, intent: Intent, reading: Reading) -> Reading:
        """The reading with the product named so, where it names none plainly."""
        if reading.ids("product"):
            return reading
        return reading.believing(*[mention for mention in reading.weak if self.named(mention, intent, reading)][:1])
