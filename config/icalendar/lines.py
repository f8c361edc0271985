# SPDX-License-Identifier: MPL-2.0
"""Bytes → the content lines of a calendar (RFC 5545, section 3.1), put together again where they are folded; each with the number of its first line."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from config.problems import ConfigError, Problem

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES = 200_000  # as written, before they are put together
MAX_LINE = 256 * 1024  # bytes of one, put together

_WIDTH = 72  # bytes from which a line was surely folded: 75, less the rest of a character that did not fit
_WRITTEN = re.compile(rb"[^\r\n]+")
_BEGINS = re.compile(rb"[A-Za-z][A-Za-z0-9-]*[;:]")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def content_lines(data: bytes, path: Path | None = None) -> Iterator[tuple[int, bytes]]:
    """Each line with its number, from 1. Raises ConfigError for what is no text, and for what is too large in all or in one line.

    They are put together as bytes: many programs fold in the middle of a character. What begins no property belongs to the line before, though the space is lacking.
    """
    first, held, size, width = 0, [b""], 0, 0
    for number, raw in _written(_checked(data, path), path):
        rest = _continuing(raw, width) if first else None
        if rest is None:
            if first:
                yield first, b"".join(held)
            first, held, size = number, [raw], len(raw)
        else:
            held.append(rest)
            size += len(rest)
        if size > MAX_LINE:
            raise ConfigError(Problem(f"is longer than {MAX_LINE // 1024} KB; export the calendar without attachments", path, first))
        width = len(raw)
    if first:
        yield first, b"".join(held)


def _checked(data: bytes, path: Path | None) -> bytes:
    if len(data) > MAX_BYTES:
        raise ConfigError(Problem(f"is larger than {MAX_BYTES // 1024 // 1024} MB; export fewer years, or without attachments", path))
    if data.startswith(_WIDE):
        data = data.decode("utf-16", errors="replace").encode()
    if b"\0" in data:
        raise ConfigError(Problem("is not text", path))
    return data.removeprefix(codecs.BOM_UTF8)


def _written(data: bytes, path: Path | None) -> Iterator[tuple[int, bytes]]:
    """The lines as they are written, but for empty ones. They end in CRLF, LF or CR."""
    end, number, place = b"\n" if b"\n" in data else b"\r", 1, 0
    for count, found in enumerate(_WRITTEN.finditer(data), start=1):
        if count > MAX_LINES:
            raise ConfigError(Problem(f"holds more than {MAX_LINES:,} lines; export fewer years", path))
        number += data.count(end, place, found.start())
        place = found.end()
        yield number, found[0]


def _continuing(raw: bytes, width: int) -> bytes | None:
    """What a line adds to the one before; None where it begins one of its own. `width`: of the line before, as written."""
    if raw[:1] in (b" ", b"\t"):
        return raw[1:]
    if _BEGINS.match(raw):
        return None
    return raw if width >= _WIDTH else b"\\n" + raw


def decoded(raw: bytes) -> str:
    """As UTF-8, as the standard demands; else in the alphabet of Western Windows, which contains latin-1's."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
