# SPDX-License-Identifier: MPL-2.0
"""Calendars as files (iCalendar, RFC 5545), as Outlook, Google, Nextcloud and Apple write them: read within limits, each problem with its line."""
