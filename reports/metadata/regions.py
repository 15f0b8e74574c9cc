"""Which division of today a report comes from, and what says so.

Evidence in order: the agency's own name, an unambiguous place in the text, telephone area code,
postcode, SiteIDCode or social-credit code, then what the source or manifest says. A name borne
by several divisions needs a second witness; nothing supported means None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from reports.divisions import (
    area_code,
    by_code,
    places_in,
    postcode,
    region,
    region_codes,
    similar,
)
from reports.metadata.fields import INDEX_NUMBER
from reports.metadata.hosts import family_place, host_initials, host_places
from reports.metadata.kinds import local_name
from reports.model import Evidence, Issue, Region
from reports.text import fold, squeeze

_TELEPHONE = re.compile(r"(?<![\d-])\(?(0(?:10|2\d|[3-9]\d{2}))\)?[-—–－\s)]{1,3}\d{7,8}(?!\d)")
_POSTCODE = re.compile(r"邮\s*(?:政\s*)?编\s*码?\s*[:：]?\s*(\d{6})(?!\d)")
_CREDIT_CODE = re.compile(r"(?<![0-9A-Za-z])1[12](\d{6})[0-9A-Z]{8,10}")
_SPEAK_FOR = {"manifest", "family", "host initials"}  # support a place, contradict none
_HEAD = 2000  # characters in which a box read as text may stand
_MAX_WITNESSES = 100  # a directory of telephones says no more than this
_PRINTED_PLACE = re.compile(r"^(?![省市县区州旗])[一-龥]{1,7}?(?:自治[县旗]|[县区旗市])")


@dataclass(frozen=True, slots=True)
class Located:
    """The region found, its evidence, and what was doubtful about it."""

    region: Region | None
    evidence: tuple[Evidence, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class _Witness:
    codes: tuple[str, ...]
    source: str
    text: str
    weight: float


def locate(
    agency: str | None,
    text: str,
    tags: Mapping[str, str],
    url: str | None,
    hint: str | None,
) -> Located:
    """The region of the report. ``hint`` is a division code that the source or manifest gives;
    ``agency`` as printed; a national body has none."""
    # a telephone printed twice is one witness
    witnesses = list(dict.fromkeys(_witnesses(text, tags, url, hint)))
    if agency is None:
        return _by_witnesses_alone("", text, witnesses)
    agency = local_name(agency)
    named, end = _named(agency)
    printed = _PRINTED_PLACE.match(agency)
    if printed is not None and printed.end() > end:
        # the name goes on past the places we know: is it a misprint of one that we know?
        misprint = _misprinted(printed[0], witnesses)
        if misprint is not None:
            return misprint
    if len(named) == 1:
        return _found(named[0], agency, "name", 0.95, witnesses)
    if named:
        return _by_witness(named, agency, witnesses)
    return _by_text(agency, text, witnesses)


def _named(agency: str) -> tuple[tuple[str, ...], int]:
    """Codes of the innermost place of the chain that the name begins with, and its end."""
    codes: tuple[str, ...] = ()
    end = 0
    for mention in places_in(squeeze(agency)):
        if mention.start != end:
            break
        codes, end = mention.codes, mention.end
    return codes, end


def _witnesses(
    text: str, tags: Mapping[str, str], url: str | None, hint: str | None
) -> Iterator[_Witness]:
    folded = fold(text)
    for match in islice(_TELEPHONE.finditer(folded), _MAX_WITNESSES):
        yield _Witness(area_code(match[1]), "area code", match[0], 0.6)
    for match in islice(_POSTCODE.finditer(folded), _MAX_WITNESSES):
        yield _Witness(postcode(match[1]), "postcode", match[0], 0.6)
    site = tags.get("siteidcode", "")
    if re.fullmatch(r"\d{10}", site) and by_code(site[:6]):
        yield _Witness((site[:6],), "SiteIDCode", site, 0.5)
    index = INDEX_NUMBER.search(text[:_HEAD])
    for place in (url or "", tags.get("printed:index_number", ""), index[1] if index else ""):
        credit = _CREDIT_CODE.search(place)
        if credit and by_code(credit[1]):
            yield _Witness((credit[1],), "credit code", credit[0], 0.6)
    if codes := host_places(url):
        yield _Witness(codes, "host", url or "", 0.55)
    elif codes := host_initials(url):
        yield _Witness(codes, "host initials", url or "", 0.3)
    if code := family_place(url):
        yield _Witness((code,), "family", url or "", 0.2)
    if hint and by_code(hint):
        yield _Witness((hint,), "manifest", hint, 0.5)


def _agrees(code: str, witness: _Witness) -> bool:
    """Whether the witness's division holds this one, or the other way round."""
    chain = set(region_codes(code))
    return any(other in chain or code in region_codes(other) for other in witness.codes)


def _found(
    code: str, text: str, source: str, weight: float, witnesses: Iterable[_Witness]
) -> Located:
    evidence = [Evidence("region", code, source, text, weight)]
    evidence += [
        Evidence("region", code, witness.source, witness.text, witness.weight)
        for witness in witnesses
        if witness.codes and _agrees(code, witness)
    ]
    against = [
        w for w in witnesses if w.codes and not _agrees(code, w) and w.source not in _SPEAK_FOR
    ]
    issues = tuple(
        Issue(
            "region_contradicted",
            "metadata",
            f"{w.source} 指向别处：{w.text}",
            {"codes": list(w.codes)},
        )
        for w in against
    )
    return Located(region(code), tuple(evidence), issues)


def _by_witness(codes: tuple[str, ...], agency: str, witnesses: list[_Witness]) -> Located:
    for witness in witnesses:
        fitting = [code for code in codes if _agrees(code, witness)]
        if len(fitting) == 1:
            return _found(fitting[0], agency, "name", 0.7, witnesses)
    message = f"“{agency}”里的地名不止一处，没有旁证"
    return Located(
        None, (), (Issue("region_ambiguous", "metadata", message, {"codes": list(codes)}),)
    )


def _misprinted(printed: str, witnesses: list[_Witness]) -> Located | None:
    """A place that does not exist, one character off a division where its witnesses are."""
    votes: Counter[str] = Counter()
    for witness in witnesses:
        within = {outer for code in witness.codes for outer in region_codes(code)[:2]}
        for outer in within:
            for found in similar(printed, outer):
                votes[found] += 1
    if len(votes) != 1:
        return None
    code = next(iter(votes))
    located = _found(code, printed, "misprinted name", 0.5, witnesses)
    division = by_code(code)
    message = f"地名“{printed}”不存在，据旁证应为“{division.name if division else code}”"
    issue = Issue("place_misprinted", "metadata", message, {"printed": printed, "code": code})
    return Located(located.region, located.evidence, (*located.issues, issue))


def _by_text(agency: str, text: str, witnesses: list[_Witness]) -> Located:
    """A body without a place of its own in its name: the place the text names most, when it
    bears that name alone and a witness stands beside it or it is named at least twice."""
    counts = Counter(
        mention.codes[0] for mention in places_in(squeeze(text)) if len(mention.codes) == 1
    )
    supported = [
        (code, times)
        for code, times in counts.most_common()
        if times >= 2 or any(_agrees(code, witness) for witness in witnesses if witness.codes)
    ]
    if not supported:
        return _by_witnesses_alone(agency, text, witnesses)
    most = supported[0][1]
    best = max(
        (code for code, times in supported if times == most), key=lambda c: len(region_codes(c))
    )
    return _found(best, f"{agency}：文中 {most} 次", "text", 0.5, witnesses)


def _by_witnesses_alone(agency: str, text: str, witnesses: list[_Witness]) -> Located:
    """Neither name nor text says: what the host spells, else what the manifest says, else a host's
    initials that a place in the text, a telephone or the family of the site narrows to one."""
    for source in ("host", "credit code", "SiteIDCode", "manifest"):
        codes = {code for w in witnesses if w.source == source for code in w.codes}
        # 岳阳 is the city's address before it is the county's
        codes = {c for c in codes if not any(o in region_codes(c)[:-1] for o in codes)}
        others = [w for w in witnesses if w.source not in {source, "host initials"}]
        near = {code for code in codes if any(_lies_in(code, other) for other in others)}
        for left in (codes, near):
            if len(left) == 1:
                return _found(left.pop(), agency, source, 0.5, witnesses)
    code = _of_initials(text, witnesses)
    return _found(code, agency, "host initials", 0.4, witnesses) if code else Located(None)


def _of_initials(text: str, witnesses: list[_Witness]) -> str | None:
    """The one division of a host's initials that another witness knows of; the widest, as cities
    take the short addresses."""
    initials = next((w.codes for w in witnesses if w.source == "host initials"), ())
    others = [w for w in witnesses if w.source in {"family", "area code", "postcode"}]
    others += [
        _Witness(mention.codes, "text", mention.name, 0.3)
        for mention in places_in(squeeze(text))
        if initials and len(mention.codes) == 1
    ]
    fitting = [code for code in initials if any(_lies_in(code, other) for other in others)]
    least = min((len(region_codes(code)) for code in fitting), default=0)
    widest = [code for code in fitting if len(region_codes(code)) == least]
    return widest[0] if len(widest) == 1 else None


def _lies_in(code: str, witness: _Witness) -> bool:
    return any(outer in region_codes(code) for outer in witness.codes)
