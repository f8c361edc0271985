# SPDX-License-Identifier: MPL-2.0
"""In which order entries and records are listed, whatever keeps them."""

from datetime import date, datetime

from config.catalogue.entries import Product, Requirement
from storage.change_requests import ChangeRequest
from storage.roles import Absence, RoleAssignment


def by_name(product: Product) -> tuple[str, str]:
    return (product.name.casefold(), product.id)


def by_requirement(requirement: Requirement) -> tuple[int, int]:
    """R, F, S, G, each by number."""
    return ("RFSG".index(requirement.id[0]), int(requirement.id[1:]))


def assignment_order(assignment: RoleAssignment) -> tuple[date, datetime, str]:
    return (assignment.valid_from, assignment.recorded_at, assignment.id)


def absence_order(absence: Absence) -> tuple[date, str]:
    return (absence.valid_from, absence.id)


def request_order(request: ChangeRequest) -> tuple[datetime, str]:
    return (request.made_at, request.id)
