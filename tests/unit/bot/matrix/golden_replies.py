# SPDX-License-Identifier: MPL-2.0
"""How the replies of `kept_looks` are rendered for Matrix, as it stands in `golden/`."""

import json
import re
from pathlib import Path

from bot.adapters.matrix.relating import Content
from bot.adapters.matrix.render import render
from handlers.message import Language
from tests.unit.bot.kept_looks import ASKED, replies, without_ids

__all__ = ["ASKED", "GOLDEN", "path", "rendered"]

GOLDEN = Path(__file__).parent / "golden"
SECRETARIAT, ANNE = "matrix:@sekretariat:example.org", "matrix:@anne:example.org"
_BLOCK_ENDS = re.compile(r"(?<=</p>)|(?<=</h4>)|(?<=</li>)|(?<=<ul>)|(?<=<ol>)|(?<=</ul>)|(?<=</ol>)|(?<=<br>)")


async def rendered(language: Language) -> dict[str, str]:
    """Name → its rendering, as it stands in its file."""
    return {name: _document(render(reply)) for name, reply in (await replies(language, SECRETARIAT, ANNE)).items()}


def path(name: str, language: Language) -> Path:
    return GOLDEN / f"{name}.{language}.json"


def _document(messages: tuple[Content, ...]) -> str:
    """Text and HTML by their lines, so that a difference is one that can be read."""
    shown = [
        {**message, "body": message["body"].split("\n"), "formatted_body": [line for line in _BLOCK_ENDS.split(message["formatted_body"]) if line]}
        for message in messages
    ]
    return without_ids(json.dumps(shown, ensure_ascii=False, indent=1)) + "\n"
