# SPDX-License-Identifier: MPL-2.0
"""Messages made lately: the same answer for the same surface is rendered once. For as long as the bot keeps the answer's words, and no longer."""

from collections import OrderedDict
from collections.abc import Callable
from weakref import ReferenceType, ref

from bot.adapters.slack.render import Rendered
from bot.localise import LocalisedReply

MOST = 512

_Key = tuple[int, str]
_Made = tuple["ReferenceType[LocalisedReply]", tuple[Rendered, ...]]


class RenderedLately:
    """Answers are known by their identity: `bot.said_lately` gives the same object for the same answer."""

    def __init__(self) -> None:
        self._made: OrderedDict[_Key, _Made] = OrderedDict()

    def messages(self, reply: LocalisedReply, surface: str, make: Callable[[], tuple[Rendered, ...]]) -> tuple[Rendered, ...]:
        key = (id(reply), surface)
        if (known := self._made.get(key)) and known[0]() is reply:
            return known[1]
        made = make()
        if reply.asked:
            self._made[key] = (ref(reply, lambda _: self._forget(key)), made)
            if len(self._made) > MOST:
                self._made.popitem(last=False)
        return made

    def _forget(self, key: _Key) -> None:
        """Its answer is gone."""
        if (known := self._made.get(key)) and known[0]() is None:
            del self._made[key]
