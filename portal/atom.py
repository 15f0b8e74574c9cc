"""Atom feeds (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from portal.language import TAGS, gettext, language
from portal.security import without_unseen

MOST = 50
"""Most entries of a feed, the newest ones."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a feed has a time even when nothing has happened
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened: ``name`` tells it from all others for good, ``path`` leads to it;
    ``author`` is the body whose report it is."""

    name: str
    title: str
    path: str
    updated: datetime
    summary: str
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed at ``path``; ``alternate`` is the page that shows the same. Newest entry first."""

    title: str
    path: str
    alternate: str
    entries: tuple[Entry, ...]
    subtitle: str | None = None


def as_atom(feed: Feed, root: str) -> Iterator[str]:
    """The feed as XML in pieces, in the language of the request; ``root`` is the site's own
    address, with the closing slash."""
    updated = max((entry.updated for entry in feed.entries), default=_NEVER)
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(TAGS[language()])}>\n'
        f"{_element('id', _id(feed.path))}{_element('title', feed.title)}"
        f"{_element('subtitle', feed.subtitle) if feed.subtitle else ''}"
        f"{_element('updated', _time(updated))}"
        f"{_link('self', urljoin(root, feed.path), 'application/atom+xml')}"
        f"{_link('alternate', urljoin(root, feed.alternate), 'text/html')}"
        f"<author>{_element('name', gettext('年报 Nianbao')).strip()}</author>\n"
    )
    yield from (_entry(entry, root) for entry in feed.entries)
    yield "</feed>\n"


def plain_xml(text: str) -> str:
    """The text as XML may hold it, escaped; what no XML can hold is left out."""
    return escape(_NO_XML.sub("", without_unseen(text)))


def _entry(entry: Entry, root: str) -> str:
    author = f"<author>{_element('name', entry.author).strip()}</author>\n" if entry.author else ""
    return (
        f"<entry>\n{_element('id', _id(entry.name))}{_element('title', entry.title)}"
        f"{_element('updated', _time(entry.updated))}"
        f"{_link('alternate', urljoin(root, entry.path), 'text/html')}"
        f"{author}{_element('summary', entry.summary)}</entry>\n"
    )


def _element(name: str, text: str) -> str:
    return f"<{name}>{plain_xml(text)}</{name}>\n"


def _link(rel: str, href: str, kind: str) -> str:
    return f'<link rel="{rel}" type="{kind}" href={quoteattr(_NO_XML.sub("", href))}/>\n'


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _id(name: str) -> str:
    """The same wherever the archive is served from."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"
