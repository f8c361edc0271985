# SPDX-License-Identifier: MPL-2.0
"""Tables as lists: what a row is about in bold, then what is said of it.

Many clients show no tables (element-hq/element-ios#7622: neither of Element's for phones did), and on a phone none is wide enough.
"""

from collections.abc import Iterator, Sequence

from bot.adapters.matrix.html import plain, said
from bot.adapters.matrix.splitting import Piece
from bot.localise import LocalisedTable
from bot.printable import one_line

_NARROW = 2  # columns: what they are called is said once, above the rows
_MOST_IN_A_LINE = 120  # characters; longer cells stand under each other
_DASH, _DOT = " — ", " · "
BULLET = "• "


def table_rows(table: LocalisedTable) -> Iterator[tuple[str, ...]]:
    """The cells of each row as they are said: its subject, then `Column: value`. The first of all is the title over a narrow table, in one cell."""
    names = [one_line(name) for name in table.columns]
    if len(names) <= _NARROW:
        yield (_DASH.join(name for name in names if name),)
        names = [""] * len(names)
    else:
        yield ("",)
    for row in table.rows:
        subject, *rest = [one_line(cell) for cell in row] or [""]
        yield (subject, *(f"{name}: {cell}" if name else cell for name, cell in zip(names[1:], rest, strict=False) if cell))


def title(text: str) -> Piece:
    return Piece(plain(text), f"<p><em>{said(text)}</em></p>", keep=True)


def row(cells: Sequence[str], group: int) -> Piece:
    subject, *pairs = cells
    long = sum(map(len, pairs)) > _MOST_IN_A_LINE
    strong = f"<strong>{said(subject)}</strong>" if subject else ""
    words = _together(plain(subject), [plain(pair) for pair in pairs], "\n  " if long else "")
    html = _together(strong, [said(pair) for pair in pairs], "<br>" if long else "")
    return Piece(BULLET + words, html, listed="ul", group=group)


def _together(subject: str, pairs: Sequence[str], between: str) -> str:
    """In one line; with `between` in lines of their own."""
    if between:
        return between.join(part for part in (subject, *pairs) if part)
    return _DASH.join(part for part in (subject, _DOT.join(pairs)) if part)
