# SPDX-License-Identifier: MPL-2.0
"""The file a backup is: gzip over lines of JSON, the same for both databases (decision 0007).

The first line says what is in it, then comes a line `["table", value, …]` for each row, and the last line proves that nothing is missing.
"""

import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, Literal

from pydantic import ConfigDict, TypeAdapter, with_config

from config.problems import ConfigError, Problem

FORMAT: Literal["os2bot-backup"] = "os2bot-backup"
VERSION = 1
MAX_LINE = 64 * 1024 * 1024  # bytes of one row

Row = tuple[str, list[Any]]
"""The table, and the values in the order of its columns."""

_STRICT = ConfigDict(extra="forbid", strict=True)


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class TableHead:
    columns: list[str]
    rows: int


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """`migration`: the tables' version. `tables` stand in the order in which they can be filled."""

    format: Literal["os2bot-backup"] = FORMAT
    version: int = VERSION
    migration: str
    made_at: str
    program: str
    tables: dict[str, TableHead]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


_HEADER = TypeAdapter(Header)


def write_backup(path: Path, header: Header, rows: Iterable[tuple[str, Sequence[Any]]]) -> None:
    """Writes the whole file or none: it gets its name only when it is complete and on the disk. Readable by its owner alone."""
    digest = hashlib.sha256()
    with _appearing(path) as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:

        def put(line: bytes) -> None:
            digest.update(line)
            file.write(line)

        put(_HEADER.dump_json(header) + b"\n")
        for table, values in rows:
            put(_line([table, *(_plain(value) for value in values)]))
        file.write(_line({"end": FORMAT, "rows": header.rows, "sha256": digest.hexdigest()}))


class BackupFile:
    """A backup opened for reading. Raises ConfigError for what is none, and for one that is truncated or damaged."""

    def __init__(self, path: Path, file: gzip.GzipFile) -> None:
        self._path, self._file = path, file
        self._digest = hashlib.sha256()
        self.header = self._header()

    @property
    def sha256(self) -> str:
        """Of everything read so far."""
        return self._digest.hexdigest()

    def rows(self) -> Iterator[Row]:
        """Every row; after the last one, proves that nothing was missing and nothing changed."""
        counts = dict.fromkeys(self.header.tables, 0)
        while isinstance(values := self._next(), list):
            table, row = self._row(values)
            counts[table] += 1
            yield table, row
        wanted = {name: head.rows for name, head in self.header.tables.items()}
        if values != {"end": FORMAT, "rows": self.header.rows, "sha256": self.sha256} or counts != wanted or self._read():
            raise _damaged(self._path)

    def _header(self) -> Header:
        try:
            line = self._read()
        except ConfigError as error:
            raise _foreign(self._path) if isinstance(error.__cause__, gzip.BadGzipFile) else error
        self._digest.update(line)
        try:
            if json.loads(line)["version"] > VERSION and FORMAT.encode() in line:
                raise ConfigError(Problem("was written by a newer os2bot, in a format that this one does not know", self._path))
            return _HEADER.validate_json(line)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise _foreign(self._path) from error

    def _row(self, values: list[Any]) -> Row:
        table = values[0] if values else None
        if not isinstance(table, str) or table not in self.header.tables or len(values) - 1 != len(self.header.tables[table].columns):
            raise _damaged(self._path)
        return table, values[1:]

    def _next(self) -> Any:
        line = self._read()
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _damaged(self._path) from error
        if isinstance(values, list):
            self._digest.update(line)
        return values

    def _read(self) -> bytes:
        try:
            return self._file.readline(MAX_LINE)
        except (EOFError, zlib.error, OSError) as error:
            raise _damaged(self._path) from error


@contextmanager
def open_backup(path: Path) -> Iterator[BackupFile]:
    try:
        raw = path.open("rb")
    except OSError as error:
        raise ConfigError(Problem(f"cannot be read ({error.strerror})", path)) from error
    with raw, gzip.GzipFile(fileobj=raw) as file:
        yield BackupFile(path, file)


def verified(path: Path) -> tuple[Header, str]:
    """What the backup says of itself, and its checksum, after every line of it was read."""
    with open_backup(path) as backup:
        for _ in backup.rows():
            pass
        return backup.header, backup.sha256


def moment(text: str) -> datetime:
    """A moment as a backup writes it."""
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    """A day as a backup writes it."""
    return date.fromisoformat(text)


def _plain(value: Any) -> Any:
    """JSON has no moments and no days; moments are written in UTC. SQLite hands them over without their zone, which is UTC."""
    if isinstance(value, datetime):
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return aware.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a backup cannot hold a {type(value).__name__} yet")


def _line(value: list[Any] | Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _foreign(path: Path) -> ConfigError:
    return ConfigError(Problem("is no backup of os2bot; nothing was changed", path))


def _damaged(path: Path) -> ConfigError:
    return ConfigError(Problem("is truncated or damaged; nothing was changed", path))


@contextmanager
def _appearing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name when it is complete."""
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise ConfigError(Problem(f"cannot be written ({error.strerror})", path)) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        raise ConfigError(Problem(f"cannot be written ({error.strerror})", path)) from error
    finally:
        Path(name).unlink(missing_ok=True)
