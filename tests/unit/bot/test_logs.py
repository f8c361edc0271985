# SPDX-License-Identifier: MPL-2.0
"""Logs are sentences with stable keys, and hold nothing that members wrote."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.logs import Form, Level, configure


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def _logged(level: Level = "INFO", form: Form = "json") -> tuple[Any, io.StringIO]:
    sink = io.StringIO()
    configure(level, form, sink)
    return structlog.get_logger("bot.test"), sink


def test_json_is_one_object_a_line_with_sentence_action_level_and_moment() -> None:
    log, sink = _logged()
    log.info("Ærø kører", action="started", platforms=["slack"])
    log.warning("Careful", action="entries_kept")
    first, second = (json.loads(line) for line in sink.getvalue().splitlines())
    assert first.pop("at").endswith("Z")
    assert first == {"event": "Ærø kører", "action": "started", "platforms": ["slack"], "level": "info"}
    assert second["level"] == "warning"


def test_the_console_form_is_for_people() -> None:
    log, sink = _logged(form="console")
    log.info("It runs", action="started")
    assert "It runs" in sink.getvalue()
    assert "action=started" in sink.getvalue()
    assert "\x1b" not in sink.getvalue()


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_traceback_shows_no_values_of_variables(form: Form) -> None:
    log, sink = _logged(form=form)
    written = "what a member " + "wrote"
    try:
        raise ValueError(len(written))
    except ValueError:
        log.exception("It failed", action="failed")
    assert "ValueError" in sink.getvalue()
    assert "what a member wrote" not in sink.getvalue()


def test_the_level_is_ours_and_libraries_are_heard_from_warning_on() -> None:
    log, sink = _logged(level="DEBUG")
    log.debug("ours", action="x")
    logging.getLogger("sqlalchemy.engine").debug("INSERT … what a member wrote")
    logging.getLogger("uvicorn.error").warning("theirs")
    assert [json.loads(line)["event"] for line in sink.getvalue().splitlines()] == ["ours", "theirs"]


def test_on_error_only_errors_are_heard() -> None:
    log, sink = _logged(level="ERROR")
    log.warning("ours", action="x")
    logging.getLogger("uvicorn.error").warning("theirs")
    assert sink.getvalue() == ""
