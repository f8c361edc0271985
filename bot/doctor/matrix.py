# SPDX-License-Identifier: MPL-2.0
"""Looks at what is set for Matrix: the account and how it logs in, whether its secrets can be read, whether its keys are closed to others. Asks nobody."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from bot.adapters.matrix.trust.recovery_key import decode
from bot.doctor.finding import NOTE, OK, PROBLEM, Finding, listed
from config.matrix_settings import ANY_SERVER, MATRIX_PREFIX, MatrixSettings, Secret
from config.settings import Settings

SUBJECT = "matrix"
_FIRST = "Set MATRIX_HOMESERVER, MATRIX_USER, and MATRIX_ACCESS_TOKEN or MATRIX_PASSWORD (docs/matrix.md)."
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def matrix(settings: Settings) -> Iterator[Finding]:
    if not settings.matrix.connects:
        yield _not_set_up(settings.matrix)
        return
    yield Finding(OK, SUBJECT, f"{settings.matrix.user} on {settings.matrix.homeserver}, {_way(settings.matrix)}")
    yield from _secrets(settings.matrix)
    yield from _store(settings.matrix_store)
    yield _recovery_key(settings.matrix, settings.matrix_store / "recovery-key")
    yield _allowed(settings.matrix)


def _not_set_up(given: MatrixSettings) -> Finding:
    names = [_name(each) for each in get_args(Secret) if given.is_set(each)]
    names += [_name(each) for each in ("store_path", "allowed_homeservers") if getattr(given, each)]
    if not names:
        return Finding(OK, SUBJECT, "not set up")
    return Finding(NOTE, SUBJECT, f"{listed(names)} {'is' if len(names) == 1 else 'are'} set, but no account", _FIRST)


def _way(given: MatrixSettings) -> str:
    if given.is_set("password"):
        return "logged in once by its password; the token is kept with the keys"
    renewed = ", renewed by its refresh token" if given.is_set("refresh_token") else ""
    return f"by an access token{renewed}"


def _secrets(given: MatrixSettings) -> Iterator[Finding]:
    """Those in files are read too; none of them is shown."""
    for name in get_args(Secret):
        if given.is_set(name) and not given.secret_of(name):
            yield Finding(PROBLEM, SUBJECT, f"{_name(name)} is empty", "Write it there again, or take the setting out.")


def _store(path: Path) -> Iterator[Finding]:
    if not path.exists():
        yield Finding(OK, SUBJECT, f"{path}, for the keys, is made when the bot first runs, closed to others")
        return
    if not path.is_dir():
        yield Finding(PROBLEM, SUBJECT, f"{path}, for the keys, is not a directory", "Set MATRIX_STORE_PATH to a directory.")
        return
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(PROBLEM, SUBJECT, f"{path}, for the keys, cannot be read and written", "Give it to the user that os2bot runs as.")
        return
    if open_to_others := [each.name for each in (path, *sorted(path.iterdir())) if _is_open(each)]:
        text = f"{path}, for the keys, is open to others of this machine: {listed(open_to_others)}"
        yield Finding(PROBLEM, SUBJECT, text, f"Run `chmod -R go-rwx {path}`.")
        return
    yield Finding(OK, SUBJECT, f"{path}, for the keys, can be written to, and is closed to others")


def _is_open(path: Path) -> bool:
    """A file that has gone meanwhile is none."""
    try:
        return bool(path.lstat().st_mode & _OTHERS) and not path.is_symlink()
    except FileNotFoundError:
        return False


def _recovery_key(given: MatrixSettings, made: Path) -> Finding:
    """`made`: where the bot writes the one that it makes, and reads it where none is set."""
    if not given.is_set("recovery_key") and made.is_file():
        return Finding(OK, SUBJECT, f"the recovery key that the bot made is in {made}, and is used; keep a copy elsewhere, for it is lost with the keys")
    if not given.is_set("recovery_key"):
        text = "MATRIX_RECOVERY_KEY is not set: without it the bot cannot show that a new device is its own, and members' clients warn of it"
        return Finding(NOTE, SUBJECT, text, "Set it (docs/matrix.md says where it comes from), and keep a copy apart from the keys.")
    try:
        decode(given.secret_of("recovery_key"))
    except ValueError as error:
        return Finding(PROBLEM, SUBJECT, f"MATRIX_RECOVERY_KEY is no recovery key: {error}", "Copy it again, all of its groups.")
    return Finding(OK, SUBJECT, "MATRIX_RECOVERY_KEY is well-formed; `--live` says whether it is the account's")


def _allowed(given: MatrixSettings) -> Finding:
    names = given.allowed_homeservers or (given.server,)
    if ANY_SERVER in names:
        return Finding(
            NOTE,
            SUBJECT,
            "people of any homeserver may bring the bot into rooms",
            "Nothing, if that is meant; else name homeservers in MATRIX_ALLOWED_HOMESERVERS.",
        )
    text = f"people of {listed(names)} may bring the bot into rooms, and whoever has the right to"
    if given.server not in names:
        return Finding(NOTE, SUBJECT, text, f"Nothing, if that is meant: the bot's own homeserver, {given.server}, is not among them.")
    return Finding(OK, SUBJECT, text)


def _name(field: str) -> str:
    return f"{MATRIX_PREFIX}{field}".upper()
