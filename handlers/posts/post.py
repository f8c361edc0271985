# SPDX-License-Identifier: MPL-2.0
"""What is composed at the moment it is sent, so that it says what is true then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handlers.message import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One delivery, as its composer sees it. `about`, `target` and `values` are those of the ledger (`storage/deliveries.py`). `late`: its time has passed."""

    key: str
    about: str
    target: str
    due_at: datetime
    language: Language = "da"
    values: Mapping[str, str] = field(default_factory=dict)
    late: bool = False


class NothingToSay(Exception):
    """It is not posted after all. `reason`: the end of a key of the texts, `delivery.reason.…`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotYet(Exception):
    """It is of use, and not at this hour: it is composed anew at `until` (UTC). Meanwhile nothing else waits for it."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until
