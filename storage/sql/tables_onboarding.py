# SPDX-License-Identifier: MPL-2.0
"""The tables of onboarding: runs of flows, the flows as they were, invitations."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from storage.sql.columns import Json, UtcDateTime, metadata

_ID = String(64)  # of our own making
_ENTRY = String(200)  # the id of an organisation, a product or a flow
_WORD = String(100)  # one of ours: a state, whom it waits on

onboarding_runs = Table(
    "onboarding_runs", metadata,
    Column("id", _ID, primary_key=True),
    Column("flow", _ENTRY, nullable=False),
    Column("flow_version", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("started_by", _ID, nullable=False),
    Column("owner", _ID, nullable=False),
    Column("organisation", _ENTRY, index=True, nullable=False),
    Column("product", _ENTRY, nullable=False),
    Column("language", _WORD, nullable=False),
    Column("state", _WORD, nullable=False),
    Column("participants", Json, nullable=False),
    Column("steps", Json, nullable=False),
    Column("touched", _WORD, nullable=False),
    Column("touched_at", UtcDateTime),
    Column("channel", String(400), nullable=False),
    Column("resumed_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("reason", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("waiting_on", _WORD, nullable=False),
    Column("waiting_since", UtcDateTime),
    Column("due", Date),
    Column("open_steps", Json, nullable=False),
    Column("stale_at", UtcDateTime),
    Column("version", Integer, nullable=False),
    Index(None, "state", "due"),
    Index(None, "state", "stale_at"),
    Index(None, "ended_at"),
)  # fmt: skip
onboarding_flows = Table(
    "onboarding_flows", metadata,
    Column("flow", _ENTRY, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),
    Column("pinned_at", UtcDateTime, nullable=False),
)  # fmt: skip
invitations = Table(
    "invitations", metadata,
    Column("digest", _ID, primary_key=True),
    Column("run", _ID, index=True, nullable=False),
    Column("owner", _WORD, nullable=False),
    Column("by", _ID, index=True, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)  # fmt: skip
