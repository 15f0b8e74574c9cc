"""ZIP archives: a report in one member and its appendix tables in others, read as one document.

What is left out is named in Issues. The same report in two kinds of file is read once; of several
different reports none can be told to be the one meant, so that is refused.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from reports.document import Block, Document, Grid, Unreadable
from reports.inputs.packaged import ZIP, zip_kind
from reports.inputs.zipped import member_name, open_zip, read_member
from reports.metadata.fields import find_heading
from reports.metadata.naming import find_agency
from reports.model import Issue
from reports.sections import section_of
from reports.text import squeeze

_MAX_MEMBERS = 50
_ASIDE = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_HEADINGS = 3  # so many of the form's headings make a report and no appendix
_LONG = 600  # characters of running text, under a report's title, do as well


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    document: Document


def read_bundle(data: bytes, open_member: Callable[[bytes], Document]) -> Document:
    """The readable members as one document, the report first; members are opened with
    ``open_member``. `Unreadable`: damaged, bomb, too_many, several_reports, or the first member's
    reason when none can be read."""
    members: list[_Member] = []
    refusals: list[tuple[str, Unreadable]] = []
    with open_zip(data) as archive:
        for info in _listed(archive):
            try:
                members.append(_Member(member_name(info), _open(archive, info, open_member)))
            except Unreadable as exc:
                refusals.append((member_name(info), exc))
    if not members and refusals:
        first = refusals[0][1]
        raise Unreadable(first.code, f"压缩包里没有能读的文件：{first.sentence}") from first
    issues = [_left_out(name, exc.code, exc.sentence) for name, exc in refusals]
    kept = _kept(members, issues)
    return replace(_joined(kept), issues=tuple(issues))


def _listed(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members that are files, without what programs leave beside them."""
    files = [info for info in archive.infolist() if not info.is_dir()]
    files = [info for info in files if not _ASIDE.search(info.filename)]
    if not files:
        raise Unreadable("empty", "压缩包里没有文件。")
    if len(files) > _MAX_MEMBERS:
        raise Unreadable("too_many", f"压缩包里有 {len(files)} 个文件，超过 {_MAX_MEMBERS} 个。")
    return files


def _open(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, open_member: Callable[[bytes], Document]
) -> Document:
    data = read_member(archive, info)
    if data.startswith(ZIP) and zip_kind(data) == "zip":
        raise Unreadable("nested", "压缩包里的压缩包不再打开。")
    return open_member(data)


def _left_out(name: str, code: str, reason: str) -> Issue:
    data = {"name": name[:200], "code": code}
    return Issue("member_left_out", "inputs", f"压缩包里的“{name[:60]}”没有读：{reason}", data)


def _kept(members: Sequence[_Member], issues: list[Issue]) -> list[Document]:
    """The report, and what has tables beside it; everything where none is a report."""
    found = [member for member in members if _is_report(member.document)]
    if not found:
        return [member.document for member in members]
    report = found[0]
    if not all(_is_same(report.document, member.document) for member in found[1:]):
        names = "、".join(member.name[:40] for member in found[:5])
        message = f"压缩包里有 {len(found)} 份不同的年报（{names}），请一份一份导入。"
        raise Unreadable("several_reports", message)
    kept = [report.document]
    for member in members:
        if member in found[1:]:
            issues.append(_left_out(member.name, "same_report", "是同一份年报的另一个文件。"))
        elif member is not report and next(member.document.grids(), None) is not None:
            kept.append(member.document)
        elif member is not report:
            issues.append(_left_out(member.name, "no_table", "不是年报，也没有表格。"))
    return kept


def _is_report(document: Document) -> bool:
    lines = list(document.paragraphs())
    if len({section_of(line) for line in lines} - {None}) >= _HEADINGS:
        return True
    return find_heading(document).title is not None and sum(map(len, lines)) >= _LONG


def _is_same(one: Document, other: Document) -> bool:
    """Whether two members are one report: the same title, and not of different bodies."""
    headings = find_heading(one), find_heading(other)
    titles = {squeeze(heading.title or "") for heading in headings}
    bodies = [
        {item.value for item in find_agency(document, heading)}
        for document, heading in zip((one, other), headings, strict=True)
    ]
    return len(titles) == 1 and (not all(bodies) or not bodies[0].isdisjoint(bodies[1]))


def _joined(documents: Sequence[Document]) -> Document:
    """One document of several, their tables numbered through."""
    blocks: list[Block] = []
    tables = 0
    for document in documents:
        blocks += _renumbered(document.blocks, tables)
        places = [row[0].at.table for grid in document.grids() for row in grid.rows if row]
        tables += max(places, default=-1) + 1
    tags = {name: text for item in reversed(documents) for name, text in item.tags.items()}
    return Document(tuple(blocks), next((d.title for d in documents if d.title), None), tags)


def _renumbered(blocks: Iterable[Block], first: int) -> Iterable[Block]:
    for block in blocks:
        if first and isinstance(block, Grid):
            yield Grid(
                tuple(
                    tuple(
                        replace(cell, at=replace(cell.at, table=first + cell.at.table))
                        for cell in row
                    )
                    for row in block.rows
                )
            )
        else:
            yield block
