# SPDX-License-Identifier: MPL-2.0
"""Loads the catalogue files into the database, without touching what was changed there since."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from config.catalogue.entries import Entry
from config.catalogue.load import catalogue_paths, fingerprint, load_catalogue
from storage.catalogue import Stored
from storage.catalogue_news import changes_of
from storage.changes import entry_hash
from storage.unit_of_work import Database, UnitOfWork


@dataclass
class SeedReport:
    """`kept`: entries that differ from the files because somebody changed them in the database; they stay as they are."""

    loaded: bool = False
    written: int = 0
    removed: int = 0
    kept: list[str] = field(default_factory=list)


async def seed(database: Database, overlay: Path | None = None, now: datetime | None = None) -> SeedReport:
    """Brings the database in step with the files, in one transaction. Files that did not change are not even parsed.

    An entry that is as it was loaded follows its file; one that was changed by an import stays, and is reported.
    `now`: what the files change is news of this moment, but for the first time, when everything is new. None: nothing of it is told as news.
    """
    mark = fingerprint(catalogue_paths(overlay))
    report = SeedReport()
    async with database.unit_of_work() as unit:
        if await _is_in_step(unit, mark, now):
            return report
        await unit.catalogue.hold()
        loaded = await unit.catalogue.fingerprint()
        if loaded == mark:  # another replica was faster
            return report
        if now is not None:
            await unit.catalogue_news.follow(now)
        for kind, wanted in load_catalogue(overlay).items():
            await _seed_kind(unit, kind, wanted, report, None if loaded is None else now)
        await unit.catalogue.set_fingerprint(mark)
        await unit.commit()
    report.loaded = True
    return report


async def _is_in_step(unit: UnitOfWork, mark: str, now: datetime | None) -> bool:
    """Whether nothing is to be done. A database from before changes were recorded is followed from now on."""
    if await unit.catalogue.fingerprint() != mark:
        return False
    if now is not None and await unit.catalogue_news.followed_since() is None:
        await unit.catalogue_news.follow(now)
        await unit.commit()
    return True


async def _seed_kind(unit: UnitOfWork, kind: str, wanted: Mapping[str, Entry], report: SeedReport, now: datetime | None) -> None:
    stored = await unit.catalogue.stored(kind)
    hashes = {key: entry_hash(kind, entry) for key, entry in wanted.items()}
    changed_here = _changed_here(kind, stored)
    put = {
        key: Stored(entry, hashes[key]) for key, entry in wanted.items() if key not in changed_here and (key not in stored or stored[key].loaded != hashes[key])
    }
    gone = frozenset(key for key, each in stored.items() if key not in wanted and key not in changed_here and each.loaded is not None)
    await unit.catalogue.put(kind, put)
    await unit.catalogue.remove(kind, gone)
    if now is not None:
        before = {key: stored[key].entry for key in (*put, *gone) if key in stored}
        await unit.catalogue_news.record(changes_of(before, {key: each.entry for key, each in put.items()}, now, "files"))
    report.written += len(put)
    report.removed += len(gone)
    report.kept += differing(kind, stored, wanted)


def differing(kind: str, stored: Mapping[str, Stored], wanted: Mapping[str, Entry]) -> list[str]:
    """What was changed in the database and is not what the files say, as `kind/key`."""
    here = sorted(_changed_here(kind, stored))
    return [f"{kind}/{key}" for key in here if key not in wanted or entry_hash(kind, stored[key].entry) != entry_hash(kind, wanted[key])]


def _changed_here(kind: str, stored: Mapping[str, Stored]) -> set[str]:
    """Keys of entries that are no longer what a file of ours said."""
    return {key for key, each in stored.items() if each.loaded != entry_hash(kind, each.entry)}
