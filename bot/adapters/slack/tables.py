# SPDX-License-Identifier: MPL-2.0
"""Tables as lines that read well on a phone: what a row is about in bold, then what is said of it."""

from collections.abc import Callable, Iterator

from bot.adapters.slack.cutting import Line
from bot.adapters.slack.mrkdwn import bold, italic, said
from bot.localise import LocalisedTable
from bot.printable import one_line

_NARROW = 2  # columns: what they are called is said once, above the rows
_MOST_IN_A_LINE = 120  # characters; longer cells stand under each other
_DASH, _DOT = " — ", " · "


def table_lines(table: LocalisedTable, dated: Callable[[str], str]) -> Iterator[Line]:
    """`*a* — b` under the columns' names where there are two columns; otherwise `*a* — second: b · third: c`."""
    names = [_cell(name) for name in table.columns]
    if len(names) <= _NARROW:
        title = _DASH.join(name for name in names if name)
        yield Line(italic(title), title)
        names = [""] * len(names)
    for row in table.rows:
        yield _row([_cell(cell) for cell in row], names, dated)


def _row(cells: list[str], names: list[str], dated: Callable[[str], str]) -> Line:
    subject, *_ = cells or [""]
    pairs = [f"{name}: {cell}" if name else cell for name, cell in zip(names[1:], cells[1:], strict=False) if cell]
    long = sum(map(len, pairs)) > _MOST_IN_A_LINE
    words = _joined(subject, pairs, long=long)
    return Line(_joined(_strong(subject, dated), [dated(pair) for pair in pairs], long=long), words)


def _joined(subject: str, pairs: list[str], *, long: bool) -> str:
    """In one line, or in lines with an empty one after them."""
    if long:
        return "\n".join([*filter(None, [subject]), *pairs, ""])
    return _DASH.join(part for part in (subject, _DOT.join(pairs)) if part)


def _strong(text: str, dated: Callable[[str], str]) -> str:
    """A moment is not put in bold: what Slack makes of it there is not known."""
    moment = dated(text)
    return bold(text) if moment == text else moment


def _cell(text: str) -> str:
    return one_line(said(text))
