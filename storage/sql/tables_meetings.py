# SPDX-License-Identifier: MPL-2.0
"""The tables of meetings: series and what deviates from them, who comes, what is on the agenda, calendars, and how groups are reminded."""

from sqlalchemy import Boolean, Column, Date, Integer, String, Table, Text

from storage.sql.columns import Json, TimeOfDay, UtcDateTime, WallTime, metadata

_ID = String(64)  # of our own making
_DATE_ID = String(100)  # a series and a wall time
_ENTRY = String(200)  # the id of a product
_GROUP = String(400)
_ADDRESS = String(500)  # such as group/os2mo/styregruppe
_WORD = String(100)  # one of ours: a state, a kind, a time zone
_UID = String(1000)  # an implementation must keep 255 octets (RFC 5545, section 3.8.4.7)
_URL = String(2000)  # what is longer cannot be a key

meeting_series = Table(
    "meeting_series", metadata,
    Column("id", _ID, primary_key=True),
    Column("group", _GROUP, index=True, nullable=False),
    Column("starts", WallTime, nullable=False),
    Column("zone", _WORD, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("uid", _UID, index=True, nullable=False),
    Column("rule", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("agenda_url", Text, nullable=False),
    Column("minutes_url", Text, nullable=False),
    Column("quorum", Integer, nullable=False),
    Column("visibility", _WORD, nullable=False),
    Column("source", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)  # fmt: skip
meeting_dates = Table(
    "meeting_dates", metadata,
    Column("id", _DATE_ID, primary_key=True),
    Column("series", _ID, index=True, nullable=False),
    Column("on", WallTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("extra", Boolean, nullable=False),
    Column("starts", WallTime),
    Column("minutes", Integer),
    Column("cancelled", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("agenda_url", Text, nullable=False),
    Column("minutes_url", Text, nullable=False),
    Column("state", _WORD, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)  # fmt: skip
attendances = Table(
    "attendances", metadata,
    Column("date", _DATE_ID, primary_key=True),
    Column("person", _ID, primary_key=True, index=True),
    Column("coming", _WORD, nullable=False),
    Column("answered_at", UtcDateTime, index=True, nullable=False),
    Column("deputy", _ID, index=True),
)  # fmt: skip
agenda_items = Table(
    "agenda_items", metadata,
    Column("id", _ID, primary_key=True),
    Column("group", _GROUP, index=True, nullable=False),
    Column("kind", _WORD, nullable=False),
    Column("text", Text, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("by", _ID, index=True),
    Column("product", _ENTRY, index=True),
    Column("responsible", _ID, index=True),
    Column("due", Date),
    Column("date", _DATE_ID),
    Column("done", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)  # fmt: skip
calendar_addresses = Table(
    "calendar_addresses", metadata,
    Column("fingerprint", _ID, primary_key=True),
    Column("scope", _ADDRESS, nullable=False),
    Column("owner", _ID, index=True, nullable=False),
    Column("language", _WORD, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)  # fmt: skip
calendar_feeds = Table(
    "calendar_feeds", metadata,
    Column("url", _URL, primary_key=True),
    Column("group", _GROUP, nullable=False),
    Column("by", _ID, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("fetched_at", UtcDateTime),
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
    Column("trouble", _WORD, nullable=False),
    Column("name", Text, nullable=False),
    Column("next_at", UtcDateTime),
    Column("troubled_since", UtcDateTime),
    Column("told", _ID, nullable=False),
    Column("offer", Text, nullable=False),
    Column("offered_at", UtcDateTime),
    Column("version", Integer, nullable=False),
)  # fmt: skip
reminder_plans = Table(
    "reminder_plans", metadata,
    Column("group", _GROUP, primary_key=True),
    Column("leads", Json, nullable=False),
    Column("agenda_call", Integer, nullable=False),
    Column("quiet_from", TimeOfDay, nullable=False),
    Column("quiet_until", TimeOfDay, nullable=False),
    Column("directly", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)  # fmt: skip
