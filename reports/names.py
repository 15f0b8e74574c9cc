"""Names of bodies compared: the same body printed with more or fewer places before its name."""

from __future__ import annotations

import re

from reports.model import Region
from reports.text import squeeze

_STEM = 2  # characters that tell a division from its neighbours: 洪泽县, 洪泽区 and 洪泽 alike
_LONGEST = 6  # characters of a short name with its ending: 内蒙古, 恩施州
_OFFICE = re.compile("办公[厅室]$")


def plain_name(name: str, region: Region | None) -> str:
    """The name folded, without the places around its own division that stand before it:
    江苏省淮安市洪泽区人民政府 and 洪泽区人民政府 are 洪泽区人民政府 in 洪泽区. A place goes
    only where one inside it follows, so 淮安市公安局洪泽分局 stays whole."""
    text = squeeze(name)
    places = _places(region)
    for number, place in enumerate(places[:-1]):
        inner = tuple(below[:_STEM] for below in places[number + 1 :])
        text = _without(text, place, inner)
    return text


def _places(region: Region | None) -> list[str]:
    """The division and those around it, the widest first; a municipality counts once."""
    if region is None:
        return []
    names = (region.province, region.city, region.county)
    return list(dict.fromkeys(squeeze(name) for name in names if name))


def _without(text: str, place: str, inner: tuple[str, ...]) -> str:
    rest = text.removeprefix(place)
    if rest != text and rest.startswith(inner):
        return rest
    for cut in range(_STEM, _LONGEST + 1):
        stem = text[:cut].rstrip("省市州盟")
        if len(stem) >= _STEM and place.startswith(stem) and text[cut:].startswith(inner):
            return text[cut:]
    return text


def one_body(name: str, region: Region | None, other: str, elsewhere: Region | None) -> bool:
    """Whether two names are those of one body: a government and its own office are, and two
    names that differ in the places before them; bodies of two divisions are not."""
    one, two = (
        _OFFICE.sub("", plain_name(text, place))
        for text, place in ((name, region), (other, elsewhere))
    )
    if region is not None and elsewhere is not None:
        return region.code == elsewhere.code and one == two
    return one.endswith(two) or two.endswith(one)
