"""XML as a stream of events: no tree is built, so that a large part takes little memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal
from xml.parsers import expat

Event = tuple[Literal["start", "end", "text"], str, Mapping[str, str]]
_CHUNK = 1 << 16
_NOTHING: Mapping[str, str] = {}


def xml_events(data: bytes) -> Iterator[Event]:
    """Elements as they start (local name, attributes) and end (local name), and text, which may
    come in pieces. ValueError when the XML is broken."""
    found: list[Event] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: found.append(
        ("start", tag.rpartition(" ")[2], attributes)
    )
    parser.EndElementHandler = lambda tag: found.append(("end", tag.rpartition(" ")[2], _NOTHING))
    parser.CharacterDataHandler = lambda text: found.append(("text", text, _NOTHING))
    try:
        for at in range(0, len(data), _CHUNK):
            parser.Parse(data[at : at + _CHUNK], False)
            yield from found
            found.clear()
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError) as exc:
        raise ValueError("XML is broken") from exc
    yield from found
