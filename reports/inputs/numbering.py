"""Word's automatic numbers, printed into the text.

A heading typed as 总体情况 in a numbered list shows 一、总体情况: the number is in no text, only
in the list's definition (ECMA-376 part 1, 17.9). Bullets print nothing, for they say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from reports.inputs.counting import figure

_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts and what it prints (``（%1）``)."""

    start: int
    style: str
    text: str
    legal: bool  # the levels above are written in plain figures


@dataclass(frozen=True, slots=True)
class _List:
    """A numbered list: its levels, what it counts together with, and its own starting numbers."""

    levels: Mapping[int, _Level]
    counted_as: str
    starts: Mapping[int, int]


@dataclass(slots=True)
class _Counts:
    """Where each list stands."""

    numbers: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)


def print_numbers(
    body: etree._Element, numbering: etree._Element | None, styles: etree._Element | None
) -> None:
    """Puts each paragraph's automatic number before its text, in place."""
    if numbering is None:
        return
    lists = _lists(numbering)
    by_style = _style_lists(styles)
    counts = _Counts()
    for paragraph in list(body.iter(qn("w:p"))):
        found = _list_of(paragraph, by_style)
        if found is None or found[0] not in lists:
            continue
        number = _next(lists[found[0]], found, counts)
        if number:
            run, text = OxmlElement("w:r"), OxmlElement("w:t")
            text.text = number
            run.append(text)
            properties = paragraph.find(qn("w:pPr"))
            paragraph.insert(0 if properties is None else 1, run)


def _value(element: etree._Element | None, path: str) -> str | None:
    """The ``w:val`` of the element at a path of names (``w:numPr/w:ilvl``)."""
    for name in path.split("/"):
        if element is None:
            return None
        element = element.find(qn(name))
    return None if element is None else element.get(qn("w:val"))


def _int(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else otherwise


def _list_of(
    paragraph: etree._Element, by_style: Mapping[str, tuple[str, int]]
) -> tuple[str, int] | None:
    """(list, level) of a paragraph, by itself or by its style."""
    properties = paragraph.find(qn("w:pPr"))
    if properties is None:
        return None
    style = _value(properties, "w:pStyle")
    inherited = by_style.get(style) if style else None
    own = _value(properties, "w:numPr/w:numId")
    if own is None and inherited is None:
        return None
    number = own if own is not None else inherited[0] if inherited else "0"
    level = _int(_value(properties, "w:numPr/w:ilvl"), inherited[1] if inherited else 0)
    return None if number == "0" or level >= _LEVELS else (number, level)


def _style_lists(styles: etree._Element | None) -> dict[str, tuple[str, int]]:
    """Paragraph style → (list, level), inherited from the style it is based on."""
    if styles is None:
        return {}
    known = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
    found: dict[str, tuple[str, int]] = {}
    for name, style in known.items():
        step: etree._Element | None = style
        number, level = None, None
        for _ in range(20):  # styles may be based on each other in a ring
            number = number or _value(step, "w:pPr/w:numPr/w:numId")
            level = level or _value(step, "w:pPr/w:numPr/w:ilvl")
            step = known.get(_value(step, "w:basedOn"))
            if number is not None or step is None:
                break
        if name and number:
            found[name] = (number, _int(level, 0))
    return found


def _lists(numbering: etree._Element) -> dict[str, _List]:
    """Every list by its id."""
    abstract = {
        item.get(qn("w:abstractNumId")): item for item in numbering.iter(qn("w:abstractNum"))
    }
    linked = {_value(item, "w:styleLink"): key for key, item in abstract.items()}
    found = {}
    for item in numbering.iter(qn("w:num")):
        key = _value(item, "w:abstractNumId")
        link = _value(abstract.get(key), "w:numStyleLink")
        key = linked.get(link, key) if link else key
        base = abstract.get(key)
        name = item.get(qn("w:numId"))
        if base is None or key is None or name is None:
            continue
        levels = dict(_levels(base))
        starts = {}
        for override in item.iter(qn("w:lvlOverride")):
            levels.update(_levels(override))
            start = _value(override, "w:startOverride")
            if start is not None:
                starts[_int(override.get(qn("w:ilvl")), 0)] = _int(start, 1)
        found[name] = _List(levels, key, starts)
    return found


def _levels(parent: etree._Element) -> Iterator[tuple[int, _Level]]:
    for level in parent.iterchildren(qn("w:lvl")):
        style = _value(level, "w:numFmt") or "decimal"
        start = _int(_value(level, "w:start"), 1)
        yield (
            _int(level.get(qn("w:ilvl")), 0),
            _Level(start, style, _value(level, "w:lvlText") or "", _is_legal(level)),
        )


def _is_legal(level: etree._Element) -> bool:
    mark = level.find(qn("w:isLgl"))
    return mark is not None and mark.get(qn("w:val")) not in {"0", "false", "off"}


def _next(numbered: _List, place: tuple[str, int], counts: _Counts) -> str:
    """The number that the next paragraph at this place prints."""
    level = place[1]
    numbers = counts.numbers.setdefault(numbered.counted_as, [None] * _LEVELS)
    if level in numbered.starts and place not in counts.begun:
        numbers[level] = numbered.starts[level]
    else:
        before = numbers[level]
        own = numbered.levels.get(level)
        numbers[level] = (own.start if own else 1) if before is None else before + 1
    counts.begun.add(place)
    numbers[level + 1 :] = [None] * (_LEVELS - level - 1)
    shown = numbered.levels.get(level)
    if shown is None or shown.style in {"bullet", "none"}:
        return ""

    def printed(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        defined = numbered.levels.get(at, shown)
        number = numbers[at]
        style = "decimal" if shown.legal else defined.style
        return figure(defined.start if number is None else number, style)

    return _PLACE.sub(printed, shown.text)
