# SPDX-License-Identifier: MPL-2.0
"""Reads a publiccode.yml (https://yml.publiccode.tools, versions 0.1 to 0.7): the facts used here, and notes on what is missing or odd.

People named as contacts are not read at all. Keys that are not used may hold anything.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from config.catalogue.licences import spdx_expression, unknown_identifiers
from config.catalogue.load import MAX_PROBLEMS, in_words
from config.catalogue.web_addresses import repository_address, web_address
from config.problems import ConfigError, Problem
from config.yaml_file import YamlFile, read_yaml

MANDATORY = (
    "publiccodeYmlVersion", "platforms", "developmentStatus", "softwareType", "description", "maintenance.type",
    "localisation.localisationReady", "localisation.availableLanguages",
)  # fmt: skip
"""What every version of the standard asks for, beside name, url and legal.license, without which nothing can be read."""

NO_DATE = date(1970, 1, 1)
"""What files write that have to name a release date and have none."""

_LANGUAGES = {"dan": "da", "eng": "en"}  # version 0.1 wrote three letters


def _as_text(value: object) -> object:
    if value is None or isinstance(value, str):
        return (value or "").strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise ValueError("must be text")


def _as_many(value: object) -> object:
    many = value if isinstance(value, list) else [value]
    return [each for each in many if each is not None]


def _as_mapping(value: object) -> object:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError("must be a section with named keys below it")  # noqa: TRY004 - pydantic reports ValueErrors alone
    return value


def _as_contractor(value: object) -> object:
    return {"name": value} if isinstance(value, str) else _as_mapping(value)


T = TypeVar("T")
Text = Annotated[str | None, BeforeValidator(_as_text)]
Many = Annotated[tuple[T, ...], BeforeValidator(_as_many)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Contractor(_Shape):
    name: Text = None
    until: Text = None


class Maintenance(_Shape):
    type: Text = None
    contractors: Many[Annotated[Contractor, BeforeValidator(_as_contractor)]] = ()


class Description(_Shape):
    short: Text = Field(None, alias="shortDescription")
    documentation: Text = None


class Legal(_Shape):
    license: Text = None


class _File(_Shape):
    version: Text = Field(None, validation_alias=AliasChoices("publiccodeYmlVersion", "publiccode-yaml-version"))
    name: Text = None
    url: Text = None
    landing: Text = Field(None, alias="landingURL")
    released: Text = Field(None, alias="releaseDate")
    used_by: Many[Text] = Field((), alias="usedBy")
    state: Text = Field(None, alias="developmentStatus")
    legal: Annotated[Legal, BeforeValidator(_as_mapping)] = Legal()
    maintenance: Annotated[Maintenance, BeforeValidator(_as_mapping)] = Maintenance()
    description: Annotated[dict[str, Annotated[Description, BeforeValidator(_as_mapping)]], BeforeValidator(_as_mapping)] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCode:
    """What a file says, cleaned. `summaries` by language; `notes` say what is missing, odd or left out."""

    path: Path
    name: str
    url: str
    licence: str
    pages: tuple[str, ...] = ()
    released: date | None = None
    state: str | None = None
    maintenance: str | None = None
    contractors: tuple[Contractor, ...] = ()
    used_by: tuple[str, ...] = ()
    summaries: Mapping[str, str]
    notes: tuple[str, ...] = ()


def read_publiccode(path: Path, today: date) -> PublicCode:
    """The facts of the file. Raises ConfigError when it is no such file, or names no usable name, url or licence."""
    file = read_yaml(path)
    if not isinstance(file.value, dict):
        raise ConfigError(Problem("is empty" if file.value is None else "is no publiccode.yml: it must hold named keys", path))
    try:
        shape = _File.model_validate(file.value)
    except ValidationError as error:
        raise ConfigError(*list(_problems(error, file))[:MAX_PROBLEMS]) from error
    name, url, licence = _required(shape, file)
    released, date_notes = _released(shape.released, today)
    pages, page_notes = _pages(shape)
    return PublicCode(
        path=path, name=name, url=url, licence=licence, pages=pages, released=released, state=shape.state, maintenance=shape.maintenance.type,
        contractors=tuple(each for each in shape.maintenance.contractors if each.name),
        used_by=tuple(dict.fromkeys(" ".join(each.split()) for each in shape.used_by if each)),
        summaries={_language(tag): text for tag, each in shape.description.items() if (text := " ".join((each.short or "").split()))},
        notes=(*_missing(shape, file.value), *_of_licence(licence), *date_notes, *page_notes),
    )  # fmt: skip


def _problems(error: ValidationError, file: YamlFile) -> Iterator[Problem]:
    for detail in error.errors(include_url=False, include_input=False, include_context=False):
        field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]).removeprefix(".")
        yield Problem(in_words(detail["type"], detail["msg"]), file.path, file.line(detail["loc"]), field)


def _required(shape: _File, file: YamlFile) -> tuple[str, str, str]:
    url = repository_address(shape.url) if shape.url else None
    licence = spdx_expression(shape.legal.license) if shape.legal.license else None
    if shape.name and url and licence:
        return shape.name, url, licence
    found: tuple[tuple[str, str | None, str | None, str], ...] = (
        ("name", shape.name, shape.name, ""),
        ("url", shape.url, url, "is no web address; write one that begins with https://"),
        ("legal.license", shape.legal.license, licence, "is no SPDX expression; write one such as Apache-2.0 or EUPL-1.2"),
    )
    problems = [
        Problem(f"'{given}' {wrong}" if given else "is missing", file.path, file.line(tuple(key.split("."))), key)
        for key, given, usable, wrong in found
        if not usable
    ]
    raise ConfigError(*problems)


def _released(text: str | None, today: date) -> tuple[date | None, list[str]]:
    if text is None:
        return None, []
    try:
        released = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        released = None
    if released is None:
        return None, [f"releaseDate '{text}' is left out: a date is written YYYY-MM-DD"]
    if released == NO_DATE:
        return None, ["releaseDate 1970-01-01 is left out: it is what files write that have none"]
    if released > today:
        return None, [f"releaseDate {text} is left out: it lies in the future"]
    return released, []


def _pages(shape: _File) -> tuple[tuple[str, ...], list[str]]:
    given = {"landingURL": shape.landing} | {f"description.{tag}.documentation": each.documentation for tag, each in shape.description.items()}
    addresses = {key: web_address(text) for key, text in given.items() if text}
    notes = [f"{key} '{given[key]}' is left out: it is no web address" for key, address in addresses.items() if address is None]
    return tuple(dict.fromkeys(address for address in addresses.values() if address)), notes


def _missing(shape: _File, value: Mapping[str, Any]) -> Iterator[str]:
    missing = [key for key in MANDATORY if not _given(value, key) and not (key == "publiccodeYmlVersion" and shape.version)]
    if not any(each.short for each in shape.description.values()) and "description" not in missing:
        missing.append("description.*.shortDescription")
    if shape.maintenance.type == "contract" and not shape.maintenance.contractors:
        missing.append("maintenance.contractors")
    if missing:
        yield f"the standard also asks for {', '.join(missing)}"
    if shape.version and shape.version != "0" and not shape.version.startswith("0."):
        yield f"version {shape.version} of the standard is newer than those known here (0.1 to 0.7)"


def _given(value: Any, key: str) -> bool:
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value not in (None, "", [], {})


def _of_licence(licence: str) -> Iterator[str]:
    yield from (f"'{name}' is no SPDX identifier known here; it is taken over as written" for name in unknown_identifiers(licence))


def _language(tag: str) -> str:
    primary = tag.casefold().replace("_", "-").partition("-")[0]
    return _LANGUAGES.get(primary, primary)
