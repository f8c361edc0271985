# SPDX-License-Identifier: MPL-2.0
"""In which order entries and records are listed, whatever keeps them."""

from datetime import date, datetime

from config.catalogue.entries import Product, Requirement
from storage.agenda import AgendaItem
from storage.attendance import Attendance
from storage.change_requests import ChangeRequest
from storage.meetings import MeetingDate, MeetingSeries
from storage.onboarding import OnboardingRun
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


def series_order(series: MeetingSeries) -> tuple[str, datetime, str]:
    return (series.group, series.starts, series.id)


def date_order(date: MeetingDate) -> tuple[str, datetime, str]:
    return (date.series, date.on, date.id)


def attendance_order(attendance: Attendance) -> tuple[str, datetime, str]:
    return (attendance.date, attendance.answered_at, attendance.person)


def item_order(item: AgendaItem) -> tuple[datetime, str]:
    return (item.added_at, item.id)


def request_order(request: ChangeRequest) -> tuple[datetime, str]:
    return (request.made_at, request.id)


def run_order(run: OnboardingRun) -> tuple[datetime, str]:
    return (run.started_at, run.id)


def waiting_order(run: OnboardingRun) -> tuple[date, bool, datetime, str]:
    """What is due on no day comes last, and so does what waits for nobody."""
    return (run.due or date.max, run.waiting_since is None, run.waiting_since or run.started_at, run.id)
