"""Alembic migrations of the catalog, run by `archive.catalog` when it opens.

``versions/`` holds one module a step, named for its number and what it adds.
"""

from __future__ import annotations

HEAD = "0011"
"""The step this code needs; kept here so that opening an up-to-date catalog skips Alembic."""
