# SPDX-License-Identifier: MPL-2.0
"""Where each box and each arrow of a picture is drawn: no box on another, and arrows only in the gaps between rows and beside boxes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.flow_graph.layers import Layers, Spot, Stretch

BOX_WIDTH, _LANE_WIDTH = 244.0, 12.0
_BESIDE, _BETWEEN_ROWS, _PORTS = 26.0, 56.0, 30.0
_ROUNDS = 160
_PULLS = (1.0, 2.0, 8.0)  # of two boxes, a box and a lane, two lanes
_LANES_WEIGH = 4.0  # where a row has no room for every wish


@dataclass(frozen=True, slots=True)
class Path:
    """From (x1, top), straight down to `bend`, over to x2, and down to `bottom`."""

    x1: float
    top: float
    bend: float
    x2: float
    bottom: float
    dashed: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Places:
    """In pixels, from the upper left. `boxes`: id → the box's left and upper edge."""

    width: float
    height: float
    boxes: Mapping[str, tuple[float, float]]
    paths: tuple[Path, ...]


def places_of(layers: Layers, heights: Mapping[str, float]) -> Places:
    """`heights`: of each box."""
    middle = _from_zero(_middles(layers), layers)
    bands = tuple(_bands(layers, heights))
    boxes = {spot.box: (middle[spot.name] - BOX_WIDTH / 2, band.top) for band in bands for spot in band.row if spot.box}
    width = max(middle[spot.name] + _width(spot) / 2 for band in bands for spot in band.row)
    return Places(width, bands[-1].bottom, boxes, (*_lanes(layers, bands, middle), *_curves(layers, bands, middle, heights)))


@dataclass(frozen=True, slots=True)
class _Band:
    """A row, from its upper edge to that of the gap below."""

    row: tuple[Spot, ...]
    top: float
    bottom: float


def _bands(layers: Layers, heights: Mapping[str, float]) -> Iterator[_Band]:
    top = 0.0
    for row in layers.rows:
        bottom = top + max(heights[spot.box] for spot in row if spot.box)
        yield _Band(row, top, bottom)
        top = bottom + _BETWEEN_ROWS


def _from_zero(middle: Mapping[str, float], layers: Layers) -> dict[str, float]:
    left = min(middle[spot.name] - _width(spot) / 2 for row in layers.rows for spot in row)
    return {name: round(x - left, 1) for name, x in middle.items()}


def _lanes(layers: Layers, bands: Sequence[_Band], middle: Mapping[str, float]) -> Iterator[Path]:
    """Beside the boxes of a row: once, however many arrows pass there."""
    dashed = {each.source for each in layers.stretches if each.dashed}
    for band in bands:
        for spot in band.row:
            if not spot.box:
                x = middle[spot.name]
                yield Path(x1=x, top=band.top, bend=band.bottom, x2=x, bottom=band.bottom, dashed=spot.name in dashed, last=False)


def _curves(layers: Layers, bands: Sequence[_Band], middle: Mapping[str, float], heights: Mapping[str, float]) -> Iterator[Path]:
    """From each box or lane to one of the next row."""
    row_of = {spot.name: at for at, band in enumerate(bands) for spot in band.row}
    out, into = _ports(layers.stretches, middle, outgoing=True), _ports(layers.stretches, middle, outgoing=False)
    for each in layers.stretches:
        band, below = bands[row_of[each.source]], bands[row_of[each.end]]
        top = band.top + heights[each.source] if each.source in heights else band.bottom
        yield Path(x1=out[each], top=top, bend=band.bottom, x2=into[each], bottom=below.top, dashed=each.dashed, last=each.last)


def _width(spot: Spot) -> float:
    return BOX_WIDTH if spot.box else _LANE_WIDTH


def _middles(layers: Layers) -> dict[str, float]:
    """Each spot as near to the middle of its neighbours as the others in its row allow; the rows are gone through downwards and upwards in turn."""
    beside, middle = _beside(layers), dict[str, float]()
    for row in layers.rows:
        middle.update(_apart(row, [0.0] * len(row)))
    for turn in range(_ROUNDS):
        for row in layers.rows if turn % 2 == 0 else reversed(layers.rows):
            middle.update(_apart(row, [_wish(spot, beside[spot.name], middle) for spot in row]))
    return middle


def _wish(spot: Spot, beside: Sequence[tuple[str, float]], middle: Mapping[str, float]) -> float:
    weight = sum(pull for _, pull in beside)
    return sum(middle[name] * pull for name, pull in beside) / weight if weight else middle[spot.name]


def _beside(layers: Layers) -> Mapping[str, list[tuple[str, float]]]:
    """Each spot's neighbours, and how much they pull: a lane stays straight before a box stands in the middle (Gansner and others, 1993)."""
    lanes = {spot.name for row in layers.rows for spot in row if not spot.box}
    found: dict[str, list[tuple[str, float]]] = {spot.name: [] for row in layers.rows for spot in row}
    for each in layers.stretches:
        pull = _PULLS[(each.source in lanes) + (each.end in lanes)]
        found[each.source].append((each.end, pull))
        found[each.end].append((each.source, pull))
    return found


def _apart(row: Sequence[Spot], wishes: Sequence[float]) -> dict[str, float]:
    """The places nearest to the wishes that keep the order and the distances (least squares: pool adjacent violators)."""
    offsets = [0.0]
    for one, other in pairwise(row):
        offsets.append(offsets[-1] + (_width(one) + _width(other)) / 2 + _BESIDE)
    blocks: list[tuple[float, float, int]] = []  # mean, weight, count
    for wish, offset, spot in zip(wishes, offsets, row, strict=True):
        block = (wish - offset, 1.0 if spot.box else _LANES_WEIGH, 1)
        while blocks and blocks[-1][0] > block[0]:
            mean, weight, count = blocks.pop()
            whole = weight + block[1]
            block = ((mean * weight + block[0] * block[1]) / whole, whole, count + block[2])
        blocks.append(block)
    means = [mean for mean, _, count in blocks for _ in range(count)]
    return {spot.name: mean + offset for spot, mean, offset in zip(row, means, offsets, strict=True)}


def _ports(stretches: Sequence[Stretch], middle: Mapping[str, float], *, outgoing: bool) -> dict[Stretch, float]:
    """Where each stretch leaves or enters its spot: side by side, in the order of where they come from or go to."""
    found: dict[Stretch, float] = {}
    for name in dict.fromkeys(each.source if outgoing else each.end for each in stretches):
        here = [each for each in stretches if (each.source if outgoing else each.end) == name]
        here.sort(key=lambda each: middle[each.end if outgoing else each.source])
        apart = min(_PORTS, BOX_WIDTH / (len(here) + 1)) if ">" not in name else 0.0
        for at, each in enumerate(here):
            found[each] = round(middle[name] + (at - (len(here) - 1) / 2) * apart, 1)
    return found
