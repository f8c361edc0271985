# SPDX-License-Identifier: MPL-2.0
"""Runs migrations on the connection that `storage.sql.schema` hands over."""

from alembic import context

from storage.sql.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
