# SPDX-License-Identifier: MPL-2.0
"""Pieces of a message that stand together, as far as that fits: a heading with what it is above, for every platform that splits messages."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar


class Keeping(Protocol):
    """`keep`: it stands with what comes after it."""

    @property
    def keep(self) -> bool: ...


P = TypeVar("P", bound=Keeping)


def kept_together(pieces: Sequence[P], fit: Callable[[Sequence[P]], bool]) -> Iterator[list[P]]:
    """The pieces in order, each with what it is kept with. `fit`: whether these go into one message."""
    unit: list[P] = []
    for piece in pieces:
        if unit and not fit([*unit, piece]):
            yield unit
            unit = []
        unit.append(piece)
        if not piece.keep:
            yield unit
            unit = []
    if unit:
        yield unit
