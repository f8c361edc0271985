# SPDX-License-Identifier: MPL-2.0
"""Organisations and products to choose from, while somebody types."""

from collections.abc import Sequence

from storage.directory import Directory, Name

MOST = 30
"""As many as a list shows that somebody reads."""


class NameChoices:
    """Keeps the names of one revision, folded. Catalogues are large, and each key that somebody presses asks for them."""

    def __init__(self) -> None:
        self._revision = -1
        self._names: dict[str, list[tuple[str, str]]] = {}

    async def like(self, kind: str, typed: str, directory: Directory) -> Sequence[tuple[str, str]]:
        """Id and name: those that begin so first, then those with a word that does, then those that hold it anywhere."""
        await self._refresh(directory)
        wanted = " ".join(typed.casefold().split())
        ranked = sorted((rank, text, id_) for text, id_ in self._names.get(kind, ()) if (rank := _rank(text, wanted)) is not None)
        ids = list(dict.fromkeys(id_ for _, _, id_ in ranked))[:MOST]
        found = [(id_, await _named(kind, id_, directory)) for id_ in ids]
        return [(id_, name) for id_, name in found if name]

    async def _refresh(self, directory: Directory) -> None:
        if (revision := await directory.names_revision()) == self._revision:
            return
        names: dict[str, list[tuple[str, str]]] = {}
        for each in await directory.names():
            names.setdefault(each.kind, []).append(_folded(each))
        self._names, self._revision = names, revision


def _folded(name: Name) -> tuple[str, str]:
    return name.text.casefold(), name.id


def _rank(text: str, wanted: str) -> int | None:
    if text.startswith(wanted):
        return 0
    if f" {wanted}" in text:
        return 1
    return 2 if wanted in text else None


async def _named(kind: str, id_: str, directory: Directory) -> str | None:
    found = await (directory.organisation(id_) if kind == "organisation" else directory.product(id_))
    return found.name if found else None
