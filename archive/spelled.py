"""Names of bodies in pinyin, by which lists are ordered and opened at a letter."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from archive.tables import agencies
from reports.text import squeeze


def pinyin(name: str) -> str:
    """A name as it is read, in small letters without tones or blanks: ``dayeshishuiliju``. What is
    no Chinese character stays as it is."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - 0.2 s, which only filing needs

    return "".join(lazy_pinyin(squeeze(name))).lower()


def fill(conn: Connection) -> None:
    """Spells the name of every body that has no spelling yet."""
    rows = conn.execute(select(agencies.c.id, agencies.c.name).where(agencies.c.pinyin == ""))
    for row in rows.all():
        spelling = update(agencies).where(agencies.c.id == row.id)
        conn.execute(spelling.values(pinyin=pinyin(row.name)))
