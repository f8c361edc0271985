# SPDX-License-Identifier: MPL-2.0
"""How the service logs: a sentence for people and a stable `action` for machines; never a secret, never the text of a message."""

import logging
import sys
from typing import Any, Literal, TextIO

import structlog

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Form = Literal["console", "json"]

OURS = ("bot", "handlers", "storage", "config")
"""Whose lines follow the level that is set. Libraries are heard from WARNING on: on DEBUG, theirs would repeat what members write."""


def configure(level: Level, form: Form, stream: TextIO | None = None) -> None:
    """Sends every line of ours and of the libraries to stderr, in one form."""
    sink = stream or sys.stderr
    added: list[Any] = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True, key="at")]
    handler = logging.StreamHandler(sink)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=_rendering(form, sink), foreign_pre_chain=added))
    logging.basicConfig(handlers=[handler], level=max(logging.WARNING, logging.getLevelName(level)), force=True)
    for room in OURS:
        logging.getLogger(room).setLevel(level)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *added, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _rendering(form: Form, sink: TextIO) -> list[Any]:
    """Tracebacks show code but no values of variables: those hold what members wrote."""
    first = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if form == "json":
        return [first, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [first, structlog.dev.ConsoleRenderer(colors=sink.isatty(), timestamp_key="at", exception_formatter=structlog.dev.plain_traceback)]
