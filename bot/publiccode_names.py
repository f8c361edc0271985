# SPDX-License-Identifier: MPL-2.0
"""Whom the names in a publiccode.yml mean: only a name that fits exactly is taken for somebody."""

import re
from collections.abc import Iterable
from typing import cast

from config.catalogue.entries import Product
from config.catalogue.organisations_csv import id_from
from config.catalogue.publiccode import PublicCode
from config.catalogue.web_addresses import is_account, same_place
from config.problems import ConfigError, Problem
from storage.importing import Entries
from storage.index_values import names_of

_COMPANY = re.compile(r"[\s,]+(?:ApS|A/S|IVS|P/S|I/S|K/S|B\.?V\.?|GmbH|AB|Oy|Ltd\.?|S\.?p\.?A\.?|S\.?r\.?l\.?)$", re.IGNORECASE)


class Names:
    """The names of organisations and vendors; those that are ordinary words too do not count."""

    def __init__(self, known: Entries) -> None:
        self._users: dict[str, set[str]] = {}
        self._vendors: dict[str, set[str]] = {}
        for entry in known["organisations"].values():
            for name in names_of(entry):
                if not name.weak:
                    names = self._vendors if name.kind == "vendor" else self._users
                    names.setdefault(_plain(name.text), set()).add(name.id)

    def users(self, name: str) -> tuple[str, ...]:
        return tuple(sorted(self._users.get(_plain(name), ())))

    def vendors(self, name: str) -> tuple[str, ...]:
        """With or without the form of the company: `Magenta ApS` is Magenta."""
        plain = _plain(name)
        return tuple(sorted(self._vendors.get(plain, set()) or self._vendors.get(_COMPANY.sub("", plain), set())))


def product_of(code: PublicCode, asked: str | None, known: Entries) -> Product | str:
    """The product the file is about: the one asked for, else that of its repository, else of its name; else the id of a new one."""
    products = cast("dict[str, Product]", known["products"])
    if asked:
        return products.get(asked, asked)
    for found in (_by_repository(code.url, products.values()), _by_name(code.name, products.values())):
        if len(found) > 1:
            raise ConfigError(Problem(f"may be about {' or '.join(each.id for each in found)}; say which with --product", code.path))
        if found:
            return found[0]
    return id_from(code.name)


def _by_repository(url: str, products: Iterable[Product]) -> list[Product]:
    if is_account(url):  # several products may live at one account
        return []
    return [product for product in products if any(same_place(each) == same_place(url) for each in product.repositories)]


def _by_name(name: str, products: Iterable[Product]) -> list[Product]:
    return [product for product in products if any(_plain(each) == _plain(name) for each in (product.name, *product.aliases))]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
