# SPDX-License-Identifier: MPL-2.0
"""In which order entries are listed, whatever keeps them."""

from config.catalogue.entries import Product, Requirement


def by_name(product: Product) -> tuple[str, str]:
    return (product.name.casefold(), product.id)


def by_requirement(requirement: Requirement) -> tuple[int, int]:
    """R, F, S, G, each by number."""
    return ("RFSG".index(requirement.id[0]), int(requirement.id[1:]))
