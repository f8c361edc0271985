# SPDX-License-Identifier: MPL-2.0
"""What of the wheel is done: for the association as a whole, or for each product by itself."""

from collections.abc import Iterable

from config.year_wheel import WheelEntry
from handlers.year_wheel.turning import WheelDate
from storage.year_marks import YearMark, mark_id

_PRODUCTS, _PRODUCT = "products", "product/"


class Marks:
    """Those of some years."""

    def __init__(self, found: Iterable[YearMark]) -> None:
        self._by_id = {each.id: each for each in found}

    def of(self, date: WheelDate, about: str) -> YearMark | None:
        """What was said last of it, for whichever day it was then."""
        return self._by_id.get(mark_id(date.entry.id, date.year, date.which, about))

    def is_done(self, date: WheelDate, about: str) -> bool:
        """Done by the day that it has now: where a meeting was moved, its notice is to be given anew."""
        found = self.of(date, about)
        return found is not None and found.of == date.last


def is_of_products(entry: WheelEntry) -> bool:
    """Whether every product does it by itself."""
    return any(each.over == _PRODUCTS for each in entry.act)


def about_of(entry: WheelEntry, product: str = "") -> str:
    """What it is done for: `product/os2mo`; else the first group that acts, such as `group/bestyrelse`, whose chair may say so; else empty: the association."""
    if product:
        return f"{_PRODUCT}{product}"
    return next((each.over for each in entry.act if each.over.startswith("group/")), "")


def product_in(about: str) -> str:
    """The product that it is done for; empty: none."""
    return about.removeprefix(_PRODUCT) if about.startswith(_PRODUCT) else ""
