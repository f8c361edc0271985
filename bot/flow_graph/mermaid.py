# SPDX-License-Identifier: MPL-2.0
"""A flow as Mermaid text, which GitHub, GitLab and many wikis draw by themselves."""

from collections.abc import Iterator

from bot.flow_graph.graph import Arrow, Box, Graph
from config.flows.flow import StepKind

_SHAPES: dict[StepKind, tuple[str, str]] = {
    "form": ("[/", "/]"), "choice": ("{{", "}}"), "task": ("[", "]"), "approval": ("([", "])"), "message": (">", "]"), "wait": ("(", ")"), "meeting": ("[[", "]]"),
}  # fmt: skip
_ESCAPED = {"#": "#35;", "&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "\\": "#92;"}


def mermaid(graph: Graph) -> str:
    """One line a step and an arrow; ends in a line feed."""
    names = {box.id: f"s{at}" for at, box in enumerate(graph.boxes, start=1)}  # an id such as `end` is a word of Mermaid's own
    return "\n".join(("flowchart TD", *(f"    {line}" for line in _lines(graph, names)), ""))


def _lines(graph: Graph, names: dict[str, str]) -> Iterator[str]:
    yield f"accTitle: {_plain(graph.title)}"
    yield f"accDescr: {_plain(graph.description)}"
    for box in graph.boxes:
        yield _box(box, names[box.id])
    for arrow in graph.arrows:
        yield _arrow(arrow, names)


def _box(box: Box, name: str) -> str:
    begin, end = _SHAPES[box.kind]
    condition = (f"<i>{_escaped(box.condition)}</i>",) if box.condition else ()
    words = (*condition, f"<b>{_escaped(box.title)}</b>", *map(_escaped, box.lines))
    return f'{name}{begin}"{"<br/>".join(words)}"{end}'


def _arrow(arrow: Arrow, names: dict[str, str]) -> str:
    between = f'-. "{_escaped(arrow.answer)}" .->' if arrow.answer else "-->"
    return f"{names[arrow.source]} {between} {names[arrow.target]}"


def _escaped(text: str) -> str:
    return "".join(_ESCAPED.get(each, each) for each in " ".join(text.split()))


def _plain(text: str) -> str:
    """Of a line that Mermaid reads to its end: `;` and `#` would end it."""
    return " ".join(text.split()).replace("#", "").replace(";", ",").replace("{", "(").replace("}", ")")
