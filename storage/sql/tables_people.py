# SPDX-License-Identifier: MPL-2.0
"""The tables of people, their roles, and what belongs to both: a column for each field, because a register of personal data is kept by column.

Lengths are what PostgreSQL enforces; Text stands where no length is natural.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text

from storage.sql.columns import Json, UtcDateTime, metadata

_ID = String(64)  # of our own making
_ENTRY = String(200)  # the id of an organisation, a product, a source
_KEY = String(400)  # the key of an entry
_IDENTITY = String(400)
_ADDRESS = String(500)  # such as role/produktkoordinator/product/os2mo
_MAILBOX = String(320)  # the longest that mail knows
_WORD = String(100)  # one of ours: a role, a state, an action

people = Table(
    "people", metadata,
    Column("id", _ID, primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_on", Date, index=True, nullable=False),
    Column("organisation", _ENTRY),
    Column("language", _WORD),
    Column("time_zone", _WORD),
    Column("name", String(200)),
    Column("name_consent_at", UtcDateTime),
    Column("informed_at", UtcDateTime),
    Column("merged", Json, nullable=False),
    Column("version", Integer, nullable=False),
)  # fmt: skip
merged_people = Table(  # what `people.merged` says, to be found by the old id
    "merged_people", metadata,
    Column("id", _ID, primary_key=True),
    Column("person", _ID, index=True, nullable=False),
)  # fmt: skip
identities = Table(
    "identities", metadata,
    Column("identity", _IDENTITY, primary_key=True),
    Column("person", _ID, index=True, nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
)  # fmt: skip
role_assignments = Table(
    "role_assignments", metadata,
    Column("id", _ID, primary_key=True),
    Column("role", _WORD, nullable=False),
    Column("scope_kind", _WORD, nullable=False),
    Column("scope_id", _KEY, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("organisation", _ENTRY, index=True),
    Column("person", _ID, index=True),
    Column("mailbox", _MAILBOX),
    Column("share", Integer),
    Column("source", _ENTRY, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime, nullable=False),
    Column("confirmed_by", _ID),
    Column("withdrawn", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "scope_kind", "scope_id", "role"),
)  # fmt: skip
absences = Table(
    "absences", metadata,
    Column("id", _ID, primary_key=True),
    Column("person", _ID, index=True, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, index=True),
    Column("deputy_person", _ID, index=True),
    Column("deputy_organisation", _ENTRY),
    Column("deputy_mailbox", _MAILBOX),
    Column("withdrawn", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)  # fmt: skip
audit_events = Table(  # a trigger refuses every UPDATE: a migration that makes the table anew must make the trigger anew
    "audit_events", metadata,
    Column("recorded", Integer, primary_key=True),  # counts: which of the same moment was last
    Column("id", _ID, unique=True, nullable=False),
    Column("at", UtcDateTime, index=True, nullable=False),
    Column("actor", _ID, index=True, nullable=False),
    Column("action", _WORD, nullable=False),
    Column("via", _WORD, nullable=False),
    Column("outcome", _WORD, nullable=False),
    Column("subject", _ADDRESS, nullable=False),
    Column("about", _ADDRESS, index=True, nullable=False),
    Column("on_behalf_of", _ENTRY),
    Column("person", _ID, index=True),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
    Column("reason", Text, nullable=False),
    Column("request", _ID),
)  # fmt: skip
change_requests = Table(
    "change_requests", metadata,
    Column("id", _ID, primary_key=True),
    Column("actor", _IDENTITY, nullable=False),
    Column("conversation", _IDENTITY, nullable=False),
    Column("action", _WORD, nullable=False),
    Column("made_at", UtcDateTime, index=True, nullable=False),
    Column("steps", Text, nullable=False),
    Column("notices", Text, nullable=False),
    Column("state", _WORD, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("version", Integer, nullable=False),
    Index(None, "actor", "state"),
)  # fmt: skip
notices = Table(
    "notices", metadata,
    Column("id", _ID, primary_key=True),
    Column("to", _ADDRESS, index=True, nullable=False),
    Column("at", UtcDateTime, index=True, nullable=False),
    Column("reply", Text, nullable=False),
)  # fmt: skip
link_codes = Table(
    "link_codes", metadata,
    Column("digest", String(128), primary_key=True),
    Column("first", _IDENTITY, index=True, nullable=False),
    Column("second", _IDENTITY, index=True),
    Column("expires_at", UtcDateTime, index=True, nullable=False),
)  # fmt: skip
link_guesses = Table(
    "link_guesses", metadata,
    Column("identity", _IDENTITY, primary_key=True),
    Column("at", UtcDateTime, primary_key=True, index=True),
    Column("times", Integer, nullable=False),
)  # fmt: skip
unanswered_questions = Table(
    "unanswered_questions", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, index=True, nullable=False),
    Column("intent", _WORD, nullable=False),
    Column("slots", Json, nullable=False),
    Column("language", _WORD, nullable=False),
    Column("times", Integer, nullable=False),
    Column("asked_at", UtcDateTime, index=True, nullable=False),
    Column("owner", _ADDRESS, nullable=False),
    Column("text", Text),
    Column("asker", _ID, index=True),
    Column("state", _WORD, index=True, nullable=False),
    Column("answer", Text),
    Column("answered_at", UtcDateTime),
    Column("answered_by", _ID, index=True),
    Column("article", _KEY),
    Column("version", Integer, nullable=False),
)  # fmt: skip
