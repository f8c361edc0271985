# SPDX-License-Identifier: MPL-2.0
"""Events as Element sends them and Synapse hands them on; people and rooms are made up."""

import json
from pathlib import Path
from typing import Any

from bot.adapters.matrix.addressing import Me
from bot.adapters.matrix.parse import RoomView

FOLDER = Path(__file__).parents[2] / "payloads" / "matrix"
ME = Me("@os2bot:example.org", "OS2bot")
HALL = RoomView(id="!hal:example.org")
DIRECT = RoomView(id="!FkrsjAhi6Yq4", private=True, encrypted=True)
EVENTS = sorted(file.stem for file in FOLDER.glob("*.json") if file.stem != "invite_state")


def payload(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def message(body: str, sender: str = "@anna:example.org", **content: Any) -> dict[str, Any]:
    told = {"msgtype": "m.text", "body": body, **{name.replace("__", "."): value for name, value in content.items()}}
    return {"type": "m.room.message", "event_id": "$e1", "sender": sender, "origin_server_ts": 1_795_525_200_123, "content": told}
