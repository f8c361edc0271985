# SPDX-License-Identifier: MPL-2.0
"""A flow's picture shows every step and every arrow, in words that fit, with nothing on top of anything else, and always the same."""

import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import app
from bot.flow_graph.graph import Arrow, Box, Graph, graph_of
from bot.flow_graph.lettering import width_of, wrapped
from bot.flow_graph.mermaid import mermaid
from bot.flow_graph.places import BOX_WIDTH
from bot.flow_graph.svg import svg
from bot.localise import Localiser
from config.flows.load import load_flows
from config.problems import ConfigError
from handlers.message import LANGUAGES, Language
from tests.unit.config.flows.flow_files import SAMPLE, lay

LOCALISER, SVG = Localiser(), "{http://www.w3.org/2000/svg}"
FLOWS = load_flows()
Rectangle = tuple[float, float, float, float]

SAMPLE_IN_MERMAID = """\
flowchart TD
    accTitle: Sample
    accDescr: The steps of the flow Sample: 1. Ask (contact person, form), 2. Choose (contact person, choice), 3. Sign (Only with: One, signatory, task, 5 working days), \
4. Accept (the secretariat, approval, After a no: back to “Sign”).
    s1[/"<b>Ask</b><br/>contact person, form"/]
    s2{{"<b>Choose</b><br/>contact person, choice"}}
    s3["<i>Only with: One</i><br/><b>Sign</b><br/>signatory, task<br/>5 working days"]
    s4(["<b>Accept</b><br/>the secretariat, approval<br/>After a no: back to “Sign”"])
    s1 --> s2
    s2 -. "One" .-> s3
    s3 --> s4
"""


def _boxes(picture: ET.Element) -> list[Rectangle]:
    found = [each for each in picture.iter(f"{SVG}rect") if each.get("class") == "box"]
    return [(float(each.attrib["x"]), float(each.attrib["y"]), float(each.attrib["width"]), float(each.attrib["height"])) for each in found]


def _points(path: str) -> list[tuple[float, float]]:
    """On an arrow: down to V, and over along a curve of Bézier."""
    numbers = [float(each) for each in re.findall(r"-?[\d.]+", path)]
    points = [(numbers[0], numbers[1]), (numbers[0], numbers[2])]
    if len(numbers) > 3:
        (x0, y0), (x1, y1, x2, y2, x3, y3) = points[1], numbers[3:9]
        for step in range(1, 20):
            t, u = step / 20, 1 - step / 20
            a, b, c, d = u**3, 3 * u * u * t, 3 * u * t * t, t**3
            points.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return points


def _nothing_overlaps(picture: ET.Element) -> None:
    boxes = _boxes(picture)
    for (x, y, width, height), (x2, y2, width2, height2) in combinations(boxes, 2):
        assert x + width < x2 or x2 + width2 < x or y + height < y2 or y2 + height2 < y
    for path in picture.iter(f"{SVG}path"):
        if path.attrib["class"].startswith("arrow"):
            inside = [(px, py) for px, py in _points(path.attrib["d"]) for x, y, w, h in boxes if x < px < x + w and y + 0.1 < py < y + h - 0.1]
            assert inside == []


def _words_fit(picture: ET.Element) -> None:
    """Every text of a box within its box, and all within the picture."""
    sizes = {"heading": (14, True), "small": (12, False), "when": (12, False)}
    (group,) = picture.iter(f"{SVG}g")
    for text in group.iter(f"{SVG}text"):
        size, bold = sizes[text.attrib["class"]]
        x, y = float(text.attrib["x"]), float(text.attrib["y"])
        end = x + width_of(text.text or "", size, bold=bold)
        assert any(left < x and end < left + width and top < y < top + height for left, top, width, height in _boxes(picture))
    left, top = (float(each) for each in re.findall(r"[\d.]+", group.attrib["transform"]))
    for x, y, width, height in _boxes(picture):
        assert left + x >= 0
        assert left + x + width <= float(picture.attrib["width"])
        assert top + y + height <= float(picture.attrib["height"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FLOWS)
def test_a_picture_of_a_shipped_flow_is_whole_and_nothing_overlaps(name: str, language: Language) -> None:
    graph = graph_of(FLOWS[name], language, LOCALISER)
    picture = ET.fromstring(svg(graph))
    _nothing_overlaps(picture)
    _words_fit(picture)
    assert len(_boxes(picture)) == len(FLOWS[name].steps)
    assert sum(each.attrib["class"] == "head" for each in picture.iter(f"{SVG}path")) == len(graph.arrows)
    described = picture.findtext(f"{SVG}desc") or ""
    assert all(box.title in described for box in graph.boxes)
    assert picture.findtext(f"{SVG}title") == graph.title


@st.composite
def _graphs(draw: st.DrawFn) -> Graph:
    count = draw(st.integers(1, 14))
    words = st.text("abcæøåÆØÅ MWil<&\"'-", max_size=70)
    boxes = tuple(Box(f"b{at}", "task", "vendor", draw(words), draw(words), "", draw(words), "") for at in range(count))
    pairs = draw(st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=24))
    arrows = tuple(Arrow(f"b{one}", f"b{other}", "x" if (one + other) % 3 == 0 else "") for one, other in sorted(pairs) if one < other)
    return Graph("T", "D", "L", boxes, arrows)


@settings(max_examples=40)
@given(_graphs())
def test_nothing_overlaps_whatever_the_flow(graph: Graph) -> None:
    picture = ET.fromstring(svg(graph))
    _nothing_overlaps(picture)
    _words_fit(picture)
    assert len(_boxes(picture)) == len(graph.boxes)


def test_the_mermaid_text_of_a_small_flow(tmp_path: Path) -> None:
    lay(tmp_path, SAMPLE)
    assert mermaid(graph_of(load_flows(tmp_path)["sample"], "en", LOCALISER)) == SAMPLE_IN_MERMAID


def test_what_mermaid_and_svg_would_take_for_their_own_is_escaped() -> None:
    graph = Graph('A; #1 {"x"}', "D", "L", (Box("end", "task", "vendor", 'Say "no" <b>`#1`</b> & ]', "w", ""),), ())
    drawn = mermaid(graph)
    assert 's1["<b>Say #quot;no#quot; #lt;b#gt;#96;#35;1#96;#lt;/b#gt; #amp; ]</b><br/>w"]' in drawn
    assert 'accTitle: A, 1 ("x")\n' in drawn
    assert ET.fromstring(svg(graph)).findtext(f"{SVG}title") == graph.title


def test_an_arrow_is_left_out_where_a_step_before_has_the_same_condition() -> None:
    arrows = graph_of(FLOWS["product_affiliation"], "en", LOCALISER).arrows
    assert [arrow for arrow in arrows if arrow.target == "accept"] == [Arrow("sign", "accept")]
    assert Arrow("hosting", "in_use", "A vendor / We ourselves") in arrows


def test_long_words_and_long_titles_break_into_lines_that_fit() -> None:
    lines = wrapped("Underskriv leverandørpartneraftalesamarbejdskommissionsformandskabet nu", 14, 200, bold=True)
    assert len(lines) >= 3
    assert all(width_of(line, 14, bold=True) <= 200 for line in lines)
    assert "".join(lines).replace(" ", "") == "Underskrivleverandørpartneraftalesamarbejdskommissionsformandskabetnu"
    assert BOX_WIDTH > 200


def test_the_same_flow_gives_the_same_picture_in_another_process() -> None:
    """Where Python's hashes are others."""
    code = "import sys; from bot.cli import app; app(['onboarding', 'graph', 'member_leaving', '--form', 'svg', '--language', 'en'])"
    drawn = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONHASHSEED": "7", "PATH": ""}, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
    )
    assert drawn.stdout == svg(graph_of(FLOWS["member_leaving"], "en", LOCALISER))


def test_the_command_draws_ones_own_flow_in_ones_own_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, SAMPLE)
    monkeypatch.setenv("OS2BOT_CONFIG_DIR", str(tmp_path))
    assert "kontaktperson, formular" in CliRunner().invoke(app, ["onboarding", "graph", "sample"]).output
    assert CliRunner().invoke(app, ["onboarding", "graph", "sample", "--language", "en"]).output == SAMPLE_IN_MERMAID


def test_a_flow_that_does_not_exist_is_one_sentence() -> None:
    result = CliRunner().invoke(app, ["onboarding", "graph", "nothing"])
    assert isinstance(result.exception, ConfigError)
    assert str(result.exception.problems[0]).startswith("FLOW: there is no flow 'nothing'; name one of member_leaving, new_member, ")
