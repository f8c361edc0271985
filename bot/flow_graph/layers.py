# SPDX-License-Identifier: MPL-2.0
"""Which row each box of a picture stands in, and in which order, so that arrows lead down and cross seldom (Sugiyama, Tagawa and Toda, 1981)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.flow_graph.graph import Graph

MOST_IN_A_ROW = 3
_SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Spot:
    """A box in its row, or a lane through which an arrow passes the row: then `box` is empty."""

    name: str
    box: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an arrow, from a spot in one row to one in the next. `last`: the arrow ends here, at a box."""

    source: str
    end: str
    dashed: bool
    last: bool = False


@dataclass(frozen=True, slots=True)
class Layers:
    rows: tuple[tuple[Spot, ...], ...]
    stretches: tuple[Stretch, ...]


def layers_of(graph: Graph) -> Layers:
    row_of = _rows(graph)
    rows: list[list[Spot]] = [[] for _ in range(max(row_of.values()) + 1)]
    for box in graph.boxes:
        rows[row_of[box.id]].append(Spot(box.id, box.id))
    stretches: dict[Stretch, None] = {}
    for arrow in graph.arrows:
        dashed, at = bool(arrow.answer), arrow.source
        for row in range(row_of[arrow.source] + 1, row_of[arrow.target]):
            lane = Spot(f"{arrow.source}>{row}{'?' if dashed else ''}")  # arrows of one source share their lane as far as they can
            if lane not in rows[row]:
                rows[row].append(lane)
            stretches[Stretch(at, lane.name, dashed)] = None
            at = lane.name
        stretches[Stretch(at, arrow.target, dashed, last=True)] = None
    return Layers(_ordered(rows, tuple(stretches)), tuple(stretches))


def _rows(graph: Graph) -> Mapping[str, int]:
    """As high as its arrows allow, and where there is room (Coffman and Graham, 1972)."""
    row_of: dict[str, int] = {}
    count: dict[int, int] = {}
    for box in graph.boxes:
        row = max((row_of[arrow.source] + 1 for arrow in graph.arrows if arrow.target == box.id), default=0)
        while count.get(row, 0) >= MOST_IN_A_ROW:
            row += 1
        row_of[box.id] = row
        count[row] = count.get(row, 0) + 1
    return row_of


def _ordered(rows: list[list[Spot]], stretches: Sequence[Stretch]) -> tuple[tuple[Spot, ...], ...]:
    """Each row by the middle of its neighbours, downwards and upwards in turn; the one with the fewest crossings is kept."""
    best, fewest = [row[:] for row in rows], _crossings(rows, stretches)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for at in range(1, len(rows)) if down else range(len(rows) - 2, -1, -1):
            rows[at] = _by_neighbours(rows[at], rows[at - 1] if down else rows[at + 1], stretches)
        found = _crossings(rows, stretches)
        if found < fewest:
            best, fewest = [row[:] for row in rows], found
    return tuple(tuple(row) for row in best)


def _by_neighbours(row: list[Spot], other: list[Spot], stretches: Sequence[Stretch]) -> list[Spot]:
    place = {spot.name: at for at, spot in enumerate(other)}
    middle: dict[str, float] = {}
    for at, spot in enumerate(row):
        ends = {place[each] for stretch in stretches for each in _beside(stretch, spot.name) if each in place}
        middle[spot.name] = sum(ends) / len(ends) if ends else float(at)
    return sorted(row, key=lambda spot: middle[spot.name])  # the sort is stable: else the order before


def _beside(stretch: Stretch, name: str) -> tuple[str, ...]:
    return (stretch.end,) if stretch.source == name else (stretch.source,) if stretch.end == name else ()


def _crossings(rows: Sequence[Sequence[Spot]], stretches: Sequence[Stretch]) -> int:
    place = {spot.name: (at, index) for at, row in enumerate(rows) for index, spot in enumerate(row)}
    ends = [(place[each.source], place[each.end]) for each in stretches]
    return sum(
        one[0][0] == other[0][0] and (one[0][1] - other[0][1]) * (one[1][1] - other[1][1]) < 0 for index, one in enumerate(ends) for other in ends[index + 1 :]
    )
