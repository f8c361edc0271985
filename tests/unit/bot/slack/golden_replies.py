# SPDX-License-Identifier: MPL-2.0
"""How the replies of `kept_looks` are rendered for Slack, as it stands in `golden/`."""

import json
from pathlib import Path

from bot.adapters.slack.render import Rendered, render
from handlers.message import Language
from tests.unit.bot.kept_looks import ASKED, replies, without_ids

__all__ = ["ASKED", "GOLDEN", "path", "rendered"]

GOLDEN = Path(__file__).parent / "golden"
SECRETARIAT, ANNE = "slack:T0TEST001:U0SEK0001", "slack:T0TEST001:U0ANNE001"


async def rendered(language: Language) -> dict[str, str]:
    """Name → its rendering, as it stands in its file."""
    return {name: _document(render(reply)) for name, reply in (await replies(language, SECRETARIAT, ANNE)).items()}


def path(name: str, language: Language) -> Path:
    return GOLDEN / f"{name}.{language}.json"


def _document(messages: tuple[Rendered, ...]) -> str:
    """Text by its lines, so that a difference is one that can be read."""
    shown = [{"text": message.text.split("\n"), "blocks": [dict(block) for block in message.blocks]} for message in messages]
    return without_ids(json.dumps(shown, ensure_ascii=False, indent=1)) + "\n"
