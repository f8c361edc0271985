# SPDX-License-Identifier: MPL-2.0
"""A chart as SVG within a page: as wide as there is room, its letters as large as the reader has them, and told in words to whoever does not see it.

Places are shares of the width and lengths are in the size of letters, so that nothing shrinks on a telephone and all grows with the text.
"""

from collections.abc import Iterator
from html import escape

from bot.flow_graph.lettering import width_of
from bot.localise import LocalisedBar, LocalisedChart
from bot.printable import clean, one_line

INK = "#2d8272"
"""Seen on white and on the dark of browsers alike: at least 3:1 to both."""
_SIZE = 14.0  # pixels of letters; what labels are measured with
_BESIDE = 84.0  # pixels of a label that fits beside the bars on the narrowest telephone
_LEFT, _ROOM = 31.0, 55.0  # percent: where bars begin beside their labels, and how long the longest is
_LOW, _HIGH = 1.9, 3.1  # ems a bar takes: beside its label, and below it
_THICK, _DROP = 1.1, 0.38  # ems: of a bar; from the middle of a line of letters to what they stand on


def svg(chart: LocalisedChart, name: str) -> str:
    """`name`: not that of another in the same page."""
    labels = [one_line(clean(bar.label)) for bar in chart.bars]
    beside = all(width_of(label, _SIZE) <= _BESIDE for label in labels)
    step, most = _LOW if beside else _HIGH, max(1, *(bar.number for bar in chart.bars))
    title = escape(one_line(clean(f"{chart.title} ({chart.unit})")))
    style = f"display:block;max-width:32rem;height:{_n(step * len(labels))}em;overflow:visible"
    begun = f'<svg role="img" aria-labelledby="{name}-title {name}-words" width="100%" style="{style}">'
    words = f'<title id="{name}-title">{title}</title><desc id="{name}-words">{escape(clean(chart.says))}</desc>'
    drawn = [line for at, bar in enumerate(chart.bars) for line in _bar(labels[at], bar, most, at * step, beside=beside)]
    return "\n".join((begun, words, *drawn, "</svg>"))


def _bar(label: str, bar: LocalisedBar, most: int, top: float, *, beside: bool) -> Iterator[str]:
    left, room, middle = (_LEFT, _ROOM, top + _LOW / 2) if beside else (0.0, _LEFT + _ROOM, top + _HIGH - _LOW / 2)
    long = max(bar.number, 0) * room / most
    yield _text(label, 0, (middle if beside else top + 0.75) + _DROP)
    if long:
        yield f'<rect x="{_n(left)}%" y="{_n(middle - _THICK / 2)}em" width="{_n(long)}%" height="{_n(_THICK)}em" fill="{INK}"></rect>'
    yield _text(bar.said, left + long, middle + _DROP, away=0.4 if left + long else 0.0)


def _text(text: str, x: float, y: float, away: float = 0.0) -> str:
    """In the colour of the words around it."""
    beyond = f' dx="{_n(away)}em"' if away else ""
    return f'<text x="{_n(x)}%" y="{_n(y)}em"{beyond} fill="currentColor">{escape(text)}</text>'


def _n(number: float) -> str:
    """The same on every machine."""
    return f"{round(number, 2):g}"
