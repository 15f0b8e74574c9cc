"""Alembic's entry: runs the steps on the connection it is handed, in that one's transaction."""

from __future__ import annotations

from alembic import context

from archive.desk_tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
