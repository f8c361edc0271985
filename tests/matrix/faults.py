# SPDX-License-Identifier: MPL-2.0
"""What a fault proxy does to a request in place of passing it on."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Answer:
    """Answered by the proxy; the homeserver never hears of the request."""

    status: int
    body: str
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """Passed on; of the answer half of the body arrives, then the connection ends."""


@dataclass(frozen=True, slots=True)
class Break:
    """The connection ends without an answer. `done`: after the homeserver did what was asked, so the outcome is unclear; else before it heard of it.

    aiohttp's clients try a GET or PUT once more by themselves: with `times=1` the code above them sees nothing of it.
    """

    done: bool = True


@dataclass(frozen=True, slots=True)
class Hang:
    """Nothing happens until the rule is released, or the client gives up; then it is passed on."""


Fault = Answer | Cut | Break | Hang

BAD_GATEWAY = Answer(502, "<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html")
BROKEN = Answer(500, json.dumps({"errcode": "M_UNKNOWN", "error": "Internal server error"}))
FORGOTTEN = Answer(401, json.dumps({"errcode": "M_UNKNOWN_TOKEN", "error": "Unknown access token", "soft_logout": False}))


def refused(status: int, code: str, **more: Any) -> Answer:
    return Answer(status, json.dumps({"errcode": code, "error": code, **more}))


def limited(seconds: float, said: Literal["json", "header", "both"] = "json") -> Answer:
    """429. json: `retry_after_ms` in the body alone, as Synapse wrote it for long; header: `Retry-After` alone with a page for a body, as reverse proxies do."""
    header = (("Retry-After", str(max(1, round(seconds)))),) if said != "json" else ()
    if said == "header":
        return Answer(429, "<html><body>Too many requests</body></html>", "text/html", header)
    return Answer(429, json.dumps({"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": round(1000 * seconds)}), headers=header)


@dataclass(slots=True)
class Rule:
    """A fault for the requests whose `method` and path match (`path`: a regular expression, searched for): `skip` of them pass, then it befalls `times`, then they pass."""

    method: str
    path: str
    fault: Fault
    times: int = 1
    skip: int = 0
    befell: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def strikes(self, method: str, path: str) -> bool:
        """Whether it befalls this request; it counts it."""
        if self.befell >= self.times or method != self.method or not re.search(self.path, path):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.befell += 1
        return True

    def release(self) -> None:
        """It befalls nobody any more, and what hangs goes on."""
        self.times = 0
        self.released.set()
