# SPDX-License-Identifier: MPL-2.0
"""Whether the service is ready: each thing it cannot do without is asked, and has two seconds to answer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog

Check = Callable[[], Awaitable[str | None]]
"""None where all is well, else what is wrong, in words that hold no secret."""

PATIENCE = 2.0  # seconds a check has

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """What each check said."""

    said: Mapping[str, str | None]

    @property
    def ready(self) -> bool:
        return not any(self.said.values())

    def as_json(self) -> dict[str, object]:
        checks = {name: {"state": "failed", "why": why} if why else {"state": "ok"} for name, why in self.said.items()}
        return {"status": "ready" if self.ready else "not ready", "checks": checks}


class Readiness:
    """Runs the checks side by side, each at most once at a time: however many ask, the database is asked once."""

    def __init__(self, checks: Mapping[str, Check], patience: float = PATIENCE) -> None:
        self._checks = checks
        self._patience = patience
        self._running: dict[str, asyncio.Task[str | None]] = {}

    async def health(self) -> Health:
        said = await asyncio.gather(*(self._said(name) for name in self._checks))
        return Health(dict(zip(self._checks, said, strict=True)))

    async def _said(self, name: str) -> str | None:
        """Does not wait for a check to be cancelled: a database that hangs may take its time over that too."""
        task = self._running.get(name)
        if task is None:
            task = self._running[name] = asyncio.create_task(self._checked(name))
            task.add_done_callback(lambda _: self._running.pop(name, None))
        done, _ = await asyncio.wait({task}, timeout=self._patience)
        return task.result() if done else f"has not answered within {self._patience:g} s"

    async def _checked(self, name: str) -> str | None:
        try:
            async with asyncio.timeout(self._patience):
                return await self._checks[name]()
        except TimeoutError:
            return f"has not answered within {self._patience:g} s"
        except Exception as error:  # noqa: BLE001 - whatever it is, the service is not ready
            _log.warning("A check of readiness failed", action="check_failed", check=name, error=type(error).__name__)
            return "cannot be used; the log says more"
