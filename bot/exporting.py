# SPDX-License-Identifier: MPL-2.0
"""The entries of the database as the text of a file that an import reads."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from bot.app import opened
from bot.importing import as_started
from config.catalogue.entries import KINDS, Entry, Organisation
from config.catalogue.write import as_yaml, documents

if TYPE_CHECKING:
    from config.settings import Settings


async def whole_catalogue(settings: "Settings", *, as_json: bool) -> str:
    return _written(await _entries(settings, tuple(KINDS)), as_json=as_json)


async def organisations_alone(settings: "Settings", *, as_json: bool) -> str:
    """With the sources that they cite, so that the file can be read anywhere."""
    found = await _entries(settings, ("sources", "organisations"))
    cited = {cast("Organisation", each).source for each in found["organisations"]}
    return _written({**found, "sources": [each for each in found["sources"] if getattr(each, "id", None) in cited]}, as_json=as_json)


async def _entries(settings: "Settings", kinds: Iterable[str]) -> dict[str, Sequence[Entry]]:
    async with opened(settings) as database:
        source = await as_started(database, settings)
        async with source.unit_of_work() as unit:
            return {kind: await unit.directory.entries(kind) for kind in kinds}


def _written(entries: Mapping[str, Iterable[Entry]], *, as_json: bool) -> str:
    return json.dumps(documents(entries), ensure_ascii=False, indent=2) + "\n" if as_json else as_yaml(entries)
