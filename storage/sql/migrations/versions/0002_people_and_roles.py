# SPDX-License-Identifier: MPL-2.0
"""People, their roles, and what belongs to both. What the catalogue documents of roles makes room for the roles themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_NEVER = "what was changed is never changed again"


def upgrade() -> None:
    _make_room()
    _count_names()
    _people()
    _roles()
    _audit()
    _changes()
    _linking()
    _questions()


def _make_room() -> None:
    """A new table rather than a renamed one: SQLite cannot rename a key or an index."""
    _table(
        "documented_roles",
        sa.Column("key", sa.String(400), nullable=False),
        sa.Column("product", sa.String(200)),
        sa.Column("organisation", sa.String(200)),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("loaded", sa.String(64)),
        key=["key"],
        indexes=[["organisation"], ["product"]],
    )
    op.execute(
        "INSERT INTO documented_roles (key, product, organisation, document, loaded) SELECT key, product, organisation, document, loaded FROM role_assignments"
    )
    op.drop_table("role_assignments")


def _count_names() -> None:
    op.add_column("catalogue_state", sa.Column("names_revision", sa.Integer()))
    op.execute("UPDATE catalogue_state SET names_revision = revision")
    with op.batch_alter_table("catalogue_state") as batch_op:
        batch_op.alter_column("names_revision", existing_type=sa.Integer(), nullable=False)


def _people() -> None:
    _table(
        "people",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("organisation", sa.String(200)),
        sa.Column("language", sa.String(100)),
        sa.Column("time_zone", sa.String(100)),
        sa.Column("name", sa.String(200)),
        sa.Column("name_consent_at", _MOMENT),
        sa.Column("informed_at", _MOMENT),
        sa.Column("merged", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        key=["id"],
        indexes=[["seen_on"]],
    )
    _table(
        "merged_people",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        key=["id"],
        indexes=[["person"]],
    )
    _table(
        "identities",
        sa.Column("identity", sa.String(400), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("linked_at", _MOMENT, nullable=False),
        key=["identity"],
        indexes=[["person"]],
    )


def _roles() -> None:
    _table(
        "role_assignments",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("role", sa.String(100), nullable=False),
        sa.Column("scope_kind", sa.String(100), nullable=False),
        sa.Column("scope_id", sa.String(400), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.Column("organisation", sa.String(200)),
        sa.Column("person", sa.String(64)),
        sa.Column("mailbox", sa.String(320)),
        sa.Column("share", sa.Integer()),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("confirmed_at", _MOMENT, nullable=False),
        sa.Column("confirmed_by", sa.String(64)),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        key=["id"],
        indexes=[["organisation"], ["person"], ["scope_kind", "scope_id", "role"]],
    )
    _table(
        "absences",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.Column("deputy_person", sa.String(64)),
        sa.Column("deputy_organisation", sa.String(200)),
        sa.Column("deputy_mailbox", sa.String(320)),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        key=["id"],
        indexes=[["person"], ["valid_to"], ["deputy_person"]],
    )


def _audit() -> None:
    _table(
        "audit_events",
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("action", sa.String(100), nullable=False),
        sa.Column("via", sa.String(100), nullable=False),
        sa.Column("outcome", sa.String(100), nullable=False),
        sa.Column("subject", sa.String(500), nullable=False),
        sa.Column("about", sa.String(500), nullable=False),
        sa.Column("on_behalf_of", sa.String(200)),
        sa.Column("person", sa.String(64)),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("request", sa.String(64)),
        sa.UniqueConstraint("id", name=op.f("uq_audit_events_id")),
        key=["recorded"],
        indexes=[["at"], ["actor"], ["about"], ["person"]],
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_audit_update() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'audit_events: {_NEVER}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        op.execute("CREATE TRIGGER audit_events_stay BEFORE UPDATE ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse_audit_update()")
    else:
        op.execute(f"CREATE TRIGGER audit_events_stay BEFORE UPDATE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit_events: {_NEVER}'); END")


def _changes() -> None:
    _table(
        "change_requests",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("actor", sa.String(400), nullable=False),
        sa.Column("conversation", sa.String(400), nullable=False),
        sa.Column("action", sa.String(100), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("notices", sa.Text(), nullable=False),
        sa.Column("state", sa.String(100), nullable=False),
        sa.Column("settled_at", _MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        key=["id"],
        indexes=[["actor", "state"], ["made_at"]],
    )
    _table(
        "notices",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("to", sa.String(500), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        key=["id"],
        indexes=[["to"], ["at"]],
    )


def _linking() -> None:
    _table(
        "link_codes",
        sa.Column("digest", sa.String(128), nullable=False),
        sa.Column("first", sa.String(400), nullable=False),
        sa.Column("second", sa.String(400)),
        sa.Column("expires_at", _MOMENT, nullable=False),
        key=["digest"],
        indexes=[["first"], ["second"], ["expires_at"]],
    )
    _table(
        "link_guesses",
        sa.Column("identity", sa.String(400), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        key=["identity", "at"],
        indexes=[["at"]],
    )


def _questions() -> None:
    _table(
        "unanswered_questions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("intent", sa.String(100), nullable=False),
        sa.Column("slots", sa.Text(), nullable=False),
        sa.Column("language", sa.String(100), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("owner", sa.String(500), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("asker", sa.String(64)),
        sa.Column("state", sa.String(100), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_at", _MOMENT),
        sa.Column("answered_by", sa.String(64)),
        sa.Column("article", sa.String(400)),
        sa.Column("version", sa.Integer(), nullable=False),
        key=["number"],
        indexes=[["key"], ["asked_at"], ["asker"], ["answered_by"], ["state"]],
    )


def _table(name: str, *parts: sa.schema.SchemaItem, key: list[str], indexes: list[list[str]]) -> None:
    op.create_table(name, *parts, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")))
    for index in indexes:
        op.create_index(op.f(f"ix_{name}_{'_'.join(index)}"), name, index)
