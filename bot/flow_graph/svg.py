# SPDX-License-Identifier: MPL-2.0
"""A flow drawn as SVG: no script, no font of its own, readable in light and dark, and by a screen reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bot.flow_graph.graph import Box, Graph
from bot.flow_graph.layers import layers_of
from bot.flow_graph.lettering import wrapped
from bot.flow_graph.places import BOX_WIDTH, Path, Places, places_of

_TITLE, _HEADING, _SMALL = 20.0, 14.0, 12.0  # sizes of letters
_LEADING = 1.35
_MARGIN, _INSIDE, _STRIPE = 24.0, 12.0, 5.0
_ARROW = 7.0
_STYLE = """
    .page { fill: #ffffff } .box { fill: #f6f8fa; stroke: #8c959f } text { fill: #1f2328; font-family: system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif }
    .title { font-size: 20px; font-weight: 600 } .heading { font-size: 14px; font-weight: 600 } .small { font-size: 12px } .when { font-size: 12px; font-style: italic }
    .arrow { fill: none; stroke: #57606a; stroke-width: 1.5 } .dashed { stroke-dasharray: 6 4 } .head { fill: #57606a }
    .organisation { fill: #0969da } .secretariat { fill: #8250df } .vendor { fill: #bc4c00 } .weekly_batch { fill: #1a7f37 }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117 } .box { fill: #161b22; stroke: #6e7681 } text { fill: #e6edf3 } .arrow { stroke: #9198a1 } .head { fill: #9198a1 }
      .organisation { fill: #4493f8 } .secretariat { fill: #ab7df8 } .vendor { fill: #f0883e } .weekly_batch { fill: #3fb950 }
    }
"""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    style: str
    size: float


def svg(graph: Graph) -> str:
    """A whole SVG document; ends in a line feed."""
    lines = {box.id: tuple(_lines(box)) for box in graph.boxes}
    heights = {id_: sum(line.size * _LEADING for line in each) + 2 * _INSIDE for id_, each in lines.items()}
    places = places_of(layers_of(graph), heights)
    width = max(places.width, BOX_WIDTH * 2)
    title, legend = wrapped(graph.title, _TITLE, width, bold=True), wrapped(graph.legend, _SMALL, width)
    top = _MARGIN + len(title) * _TITLE * _LEADING + 12
    height = top + places.height + 24 + len(legend) * _SMALL * _LEADING + _MARGIN
    left = _MARGIN + (width - places.width) / 2
    parts = [
        *_begun(graph, width + 2 * _MARGIN, height),
        *(_text(each, _MARGIN, _MARGIN + (at + 0.8) * _TITLE * _LEADING, "title") for at, each in enumerate(title)),
        f'  <g transform="translate({_n(left)} {_n(top)})">',
        *(f"    {each}" for each in _drawing(graph, places, lines, heights)),
        "  </g>",
        *(_text(each, _MARGIN, top + places.height + 24 + (at + 0.8) * _SMALL * _LEADING, "small") for at, each in enumerate(legend)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _lines(box: Box) -> Iterator[_Line]:
    room = BOX_WIDTH - 2 * _INSIDE - _STRIPE
    yield from (_Line(each, "when", _SMALL) for each in wrapped(box.condition, _SMALL, room))
    yield from (_Line(each, "heading", _HEADING) for each in wrapped(box.title, _HEADING, room, bold=True))
    yield from (_Line(each, "small", _SMALL) for line in box.lines for each in wrapped(line, _SMALL, room))


def _begun(graph: Graph, width: float, height: float) -> Iterator[str]:
    size = f'width="{_n(width)}" height="{_n(height)}" viewBox="0 0 {_n(width)} {_n(height)}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc">'
    yield f'  <title id="title">{escape(graph.title)}</title>'
    yield f'  <desc id="desc">{escape(graph.description)}</desc>'
    yield f"  <style>{_STYLE}  </style>"
    yield f'  <rect class="page" width="{_n(width)}" height="{_n(height)}"/>'


def _drawing(graph: Graph, places: Places, lines: dict[str, tuple[_Line, ...]], heights: dict[str, float]) -> Iterator[str]:
    for path in places.paths:
        yield from _path(path)
    for box in graph.boxes:
        yield from _box(box, *places.boxes[box.id], heights[box.id], lines[box.id])


def _path(path: Path) -> Iterator[str]:
    end = path.bottom - _ARROW if path.last else path.bottom
    middle = (path.bend + end) / 2
    if path.bend == path.bottom:
        yield f'<path class="arrow{" dashed" if path.dashed else ""}" d="M {_n(path.x1)} {_n(path.top)} V {_n(path.bottom)}"/>'
        return
    curve = f"C {_n(path.x1)} {_n(middle)} {_n(path.x2)} {_n(middle)} {_n(path.x2)} {_n(end)}"
    yield f'<path class="arrow{" dashed" if path.dashed else ""}" d="M {_n(path.x1)} {_n(path.top)} V {_n(path.bend)} {curve}"/>'
    if path.last:
        yield f'<path class="head" d="M {_n(path.x2 - 4)} {_n(end)} h 8 L {_n(path.x2)} {_n(path.bottom)} z"/>'


def _box(box: Box, x: float, y: float, height: float, lines: tuple[_Line, ...]) -> Iterator[str]:
    yield f'<rect class="box" x="{_n(x)}" y="{_n(y)}" width="{_n(BOX_WIDTH)}" height="{_n(height)}" rx="6"/>'
    yield f'<rect class="{box.waits_for}" x="{_n(x + 4)}" y="{_n(y + 4)}" width="{_n(_STRIPE)}" height="{_n(height - 8)}" rx="2"/>'
    at = y + _INSIDE
    for line in lines:
        yield _text(line.text, x + _INSIDE + _STRIPE, at + line.size, line.style, indent="")
        at += line.size * _LEADING


def _text(text: str, x: float, y: float, style: str, indent: str = "  ") -> str:
    return f'{indent}<text class="{style}" x="{_n(x)}" y="{_n(y)}">{escape(text)}</text>'


def _n(number: float) -> str:
    """With one decimal at most: the same on every machine."""
    return f"{round(number, 1):g}" if abs(number) < 100_000 else str(round(number))  # noqa: PLR2004 - `g` keeps six digits
