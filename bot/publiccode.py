# SPDX-License-Identifier: MPL-2.0
"""What a publiccode.yml means for the catalogue: the facts it adds to a product, and to whom it relates it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from bot.publiccode_names import Names, product_of
from bot.publiccode_product import Given, checked, new_product
from config.catalogue.entries import KINDS, Adoption, Entry, Product, Source, VendorRelation, key_of
from config.catalogue.load import adapter
from config.catalogue.publiccode import Contractor, PublicCode
from config.catalogue.values import LicenceFact, Visibility
from config.catalogue.web_addresses import file_address, is_account, same_place
from storage.importing import Entries, Proposal


@dataclass(frozen=True, slots=True)
class _Relations:
    """Adoptions or vendor relations that are new, and what was not taken over, each with its reason."""

    entries: tuple[Entry, ...]
    left_out: tuple[str, ...]


def proposed(code: PublicCode, given: Given, known: Entries, today: date) -> Proposal:
    """The product's facts, their source, its vendors and users. Raises ConfigError when it is a new product and facts are missing."""
    found = product_of(code, given.product, known)
    product_id = found.id if isinstance(found, Product) else found
    source_id = f"publiccode/{product_id}"
    product = found if isinstance(found, Product) else new_product(found, code, given, source_id, known)
    address = given.url or product.publiccode or file_address(code.url, code.path.name)
    source = Source(
        id=source_id, title=f"{code.name}: publiccode.yml", url=address, as_of=code.released.isoformat() if code.released else None, read=f"{today:%Y-%m}"
    )
    product = _with_facts(product, code, source_id, address)
    vendors, users = _vendors(code, product_id, source_id, known, today), _users(code, product_id, source_id, known)
    entries: dict[str, dict[str, Entry]] = {kind: {} for kind in KINDS}
    for entry in (source, product, *vendors.entries, *users.entries):
        kind = _kind_of(entry)
        entries[kind][key_of(entry)] = checked(kind, adapter(kind).dump_python(entry, exclude_defaults=True), code.path)
    return Proposal(entries=entries, notes=(*code.notes, *_notes(code, found)), left_out=(*vendors.left_out, *users.left_out))


def _with_facts(product: Product, code: PublicCode, source: str, address: str) -> Product:
    before = product.licence
    note = before.note if before and before.spdx == code.licence else None  # a note is about the licence it stands at
    addresses = {same_place(each) for each in (*product.repositories, *product.pages)}
    account = is_account(code.url)
    return replace(
        product,
        licence=LicenceFact(spdx=code.licence, source=source, note=note),
        repositories=_added(product.repositories, () if account else (code.url,), addresses),
        pages=_added(product.pages, (*((code.url,) if account else ()), *code.pages), addresses),
        publiccode=address,
        sources=product.sources if source in product.sources else (*product.sources, source),
    )


def _added(before: tuple[str, ...], given: tuple[str, ...], addresses: set[str]) -> tuple[str, ...]:
    """With those given that are nowhere in `addresses`, which grows."""
    new = []
    for address in given:
        if same_place(address) not in addresses:
            addresses.add(same_place(address))
            new.append(address)
    return (*before, *new)


def _vendors(code: PublicCode, product: str, source: str, known: Entries, today: date) -> _Relations:
    names, entries, left_out = Names(known), [], []
    for contractor in code.contractors:
        ids = names.vendors(contractor.name or "")
        reason = _ended(contractor, today) or _unfit(ids, "vendor") or _there(f"{product}/{ids[0]}", source, known["vendor_relations"])
        if reason:
            left_out.append(f"maintenance.contractors '{contractor.name}': {reason}")
        else:
            visibility = _visibility(f"{product}/{ids[0]}", known["vendor_relations"])
            entries.append(VendorRelation(product=product, vendor=ids[0], source=source, roles=("maintainer",), visibility=visibility))
    return _Relations(tuple(entries), tuple(left_out))


def _users(code: PublicCode, product: str, source: str, known: Entries) -> _Relations:
    names, entries, left_out = Names(known), [], []
    for user in code.used_by:
        ids = names.users(user)
        reason = _unfit(ids, "organisation") or _there(f"{product}/{ids[0]}", source, known["adoptions"])
        if reason:
            left_out.append(f"usedBy '{user}': {reason}")
        else:
            visibility = _visibility(f"{product}/{ids[0]}", known["adoptions"])
            entries.append(Adoption(product=product, organisation=ids[0], kind="user", source=source, visibility=visibility))
    return _Relations(tuple(entries), tuple(left_out))


def _unfit(ids: tuple[str, ...], kind: str) -> str:
    if not ids:
        return f"no known {kind} has exactly this name"
    return f"is the name of {' and '.join(ids)}" if len(ids) > 1 else ""


def _there(key: str, source: str, known: Mapping[str, Entry]) -> str:
    """Why a relation that another source told of stays as it is."""
    stored = cast("Adoption | VendorRelation | None", known.get(key))
    if stored is None or stored.source == source:
        return ""
    what = stored.kind if isinstance(stored, Adoption) else ", ".join(stored.roles) or "vendor"
    return f"is in the catalogue already ({what}, from {stored.source}) and stays as it is"


def _visibility(key: str, known: Mapping[str, Entry]) -> Visibility:
    """For whom it was so far: the file says nothing of that."""
    stored = cast("Adoption | VendorRelation | None", known.get(key))
    return stored.visibility if stored else "open"


def _ended(contractor: Contractor, today: date) -> str:
    try:
        ended = contractor.until is not None and date.fromisoformat(contractor.until) < today
    except ValueError:
        return ""
    return f"the contract ended {contractor.until}" if ended else ""


def _notes(code: PublicCode, found: Product | str) -> Iterator[str]:
    if isinstance(found, str):
        yield f"no product in the catalogue is this one; '{found}' is new"
    if is_account(code.url):
        yield f"url {code.url} is that of an organisation, not of a repository; it is added to the pages"


def _kind_of(entry: Entry) -> str:
    return next(kind for kind, shape in KINDS.items() if isinstance(entry, shape))
