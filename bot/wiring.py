# SPDX-License-Identifier: MPL-2.0
"""Gives a handler the services that its parameters name."""

import inspect
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

from handlers import Handler
from handlers.message import Query
from handlers.reply import Reply

SERVICES = frozenset(("directory", "intents", "now"))
"""The services there are."""


def check_wiring(handlers: Mapping[str, Handler]) -> None:
    """Raises TypeError for a handler whose parameters name no service, so that a slip stops the start."""
    for intent, handler in handlers.items():
        unknown = [name for name in parameters(handler) if name not in SERVICES]
        if unknown:
            raise TypeError(f"the handler of {intent} asks for {', '.join(unknown)}; there are {', '.join(sorted(SERVICES))}")


async def call(handler: Handler, query: Query, services: Mapping[str, Any]) -> Reply:
    """The handler's reply to this query."""
    return await handler(query, **{name: services[name] for name in parameters(handler)})


@cache
def parameters(handler: Callable[..., Any]) -> Collection[str]:
    """The names of a handler's services: every parameter after the first that has no default."""
    found = list(inspect.signature(handler).parameters.values())[1:]
    return tuple(parameter.name for parameter in found if parameter.default is inspect.Parameter.empty)
