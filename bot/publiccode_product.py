# SPDX-License-Identifier: MPL-2.0
"""The new product that a publiccode.yml is about, when the catalogue has none: only from facts that are there or given."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import ValidationError

from config.catalogue.entries import Entry, Product
from config.catalogue.load import adapter, in_words
from config.catalogue.publiccode import PublicCode
from config.problems import ConfigError, Problem
from storage.importing import Entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the operator says beside the file."""

    product: str | None = None
    category: str | None = None
    mailbox: str | None = None
    url: str | None = None


def new_product(id_: str, code: PublicCode, given: Given, source: str, known: Entries) -> Product:
    """Raises ConfigError that names every fact that is missing."""
    if missing := _missing(id_, code, given):
        lacks = f"is about no product of the catalogue, and for a new one these are missing: {', '.join(missing)}; or say which product it is with --product ID"
        raise ConfigError(Problem(lacks, code.path), *([] if given.category else [_categories(known)]))
    fields = {
        "id": id_, "name": code.name, "kind": "product", "category": given.category, "summary": {tag: code.summaries[tag] for tag in ("da", "en")},
        "status": {"value": _status(code), "source": source}, "contact": _contact(given.mailbox or "", source, known),
    }  # fmt: skip
    return cast("Product", checked("products", fields, code.path))


def checked(kind: str, fields: Mapping[str, Any], path: Path) -> Entry:
    """The entry with these fields. Raises ConfigError for a field that cannot be kept, such as a name that is too long."""
    try:
        return adapter(kind).validate_python(fields)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False, include_context=False)
        raise ConfigError(*(Problem(in_words(each["type"], each["msg"]), path, field=".".join((kind, *map(str, each["loc"])))) for each in details)) from error


def _missing(id_: str, code: PublicCode, given: Given) -> list[str]:
    facts = {
        "an id (--product ID)": id_,
        "a category (--category ID)": given.category,
        "a mailbox to write to (--mailbox ADDRESS)": given.mailbox,
        "a Danish summary (description.da.shortDescription)": code.summaries.get("da"),
        "an English summary (description.en.shortDescription)": code.summaries.get("en"),
    }
    return [fact for fact, value in facts.items() if not value]


def _categories(known: Entries) -> Problem:
    return Problem(f"there are {', '.join(repr(key) for key in known['categories'])}" if known["categories"] else "there are none yet", field="categories")


def _status(code: PublicCode) -> Literal["active", "unknown", "retired"]:
    if code.state == "obsolete":
        return "retired"
    return "active" if code.state in ("stable", "beta", "development") and code.maintenance != "none" else "unknown"


def _contact(mailbox: str, source: str, known: Entries) -> dict[str, object]:
    """A mailbox that is known as the secretariat's keeps its own source."""
    for each in cast("dict[str, Product]", known["products"]).values():
        if each.contact.shared and each.contact.mailbox.casefold() == mailbox.casefold():
            return {"mailbox": each.contact.mailbox, "shared": True, "source": each.contact.source}
    return {"mailbox": mailbox, "shared": False, "source": source}
