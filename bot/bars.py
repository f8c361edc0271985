# SPDX-License-Identifier: MPL-2.0
"""A chart in letters of one width, for whatever shows no pictures: what it counts, the number, and a bar as long as the number is large."""

from collections.abc import Iterator
from textwrap import wrap

from bot.localise import LocalisedBar, LocalisedChart
from bot.printable import clean, one_line

NARROW = 32
"""Columns of a block of code on a telephone."""
_SHORTEST, _LONGEST = 8, 24  # columns of the longest bar
_INK = "█"


def bars(chart: LocalisedChart, width: int = NARROW) -> Iterator[str]:
    """Lines of at most `width` columns. The labels stand before the bars where there is room for all of them; otherwise each above its own."""
    labels = [one_line(clean(bar.label)) for bar in chart.bars]
    most, digits, longest = max(bar.number for bar in chart.bars), max(len(bar.said) for bar in chart.bars), max(map(len, labels))
    room = width - longest - digits - 3
    beside = room >= _SHORTEST
    room = min(room if beside else max(width - digits - 3, _SHORTEST), _LONGEST)
    for label, bar in zip(labels, chart.bars, strict=True):
        if not beside:
            yield from wrap(label, max(width, 1))
        yield f"{label.ljust(longest) if beside else ' '} {bar.said.rjust(digits)} {_bar(bar, most, room)}".rstrip()


def _bar(bar: LocalisedBar, most: int, room: int) -> str:
    """What is more than nothing is seen."""
    return _INK * max(round(bar.number * room / most), 1) if bar.number > 0 else ""
