"""ZIP archives: what of them is read, in which order, and what is said of the rest."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from reports.document import Document, Unreadable
from reports.reader import open_document, read
from samples.corpus import reports
from samples.render import text
from samples.tables import Printed
from tests.reports.offices import (
    lines_of,
    make_docx,
    make_ole,
    make_xlsx,
    printed,
    sheet_of,
    zipped,
)

REPORT, OTHER = (report for report in reports() if report.key in {"jxcg-2021", "ydga-2021"})
TABLES = [line for line in lines_of(REPORT) if not isinstance(line, str)]
PROSE = make_docx(line for line in lines_of(REPORT) if isinstance(line, str))
APPENDIX = make_xlsx([sheet_of([table]) for table in TABLES])
NOTE = make_docx(["请查收。"])


def _left_out(data: bytes) -> dict[str, str]:
    """The names of members left out, with the reason's code."""
    issues = open_document(data).issues
    return {i.data["name"]: i.data["code"] for i in issues if i.code == "member_left_out"}


def _code(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        open_document(data)
    return caught.value.code


def _tables(document: Document) -> list[int]:
    return [row[0].at.table for grid in document.grids() for row in grid.rows[:1]]


def test_a_report_and_its_appendix_are_one() -> None:
    """Text in one member, the tables in another: every cell is read."""
    got = read(zipped({"附表.xlsx": APPENDIX, "年报.docx": PROSE}))
    assert (got.title, printed(got)) == (REPORT.title, dict(REPORT.cells))


def test_the_report_comes_first() -> None:
    """Whatever stands before it in the archive."""
    document = open_document(zipped({"附表.xlsx": APPENDIX, "年报.docx": PROSE}))
    assert next(document.paragraphs()) == REPORT.title


def test_tables_are_numbered_through() -> None:
    """Places in different members stay apart."""
    members = {f"{n}.docx": make_docx([[[Printed("规章"), Printed(str(n))]]]) for n in range(3)}
    assert _tables(open_document(zipped(members))) == [0, 1, 2]


def test_a_report_in_two_kinds_is_read_once() -> None:
    """The same report as DOCX and as text: the second is left out, and named."""
    data = zipped({"a.docx": make_docx(lines_of(REPORT)), "b.txt": text(REPORT)})
    assert _left_out(data) == {"b.txt": "same_report"}


def test_different_reports_are_refused() -> None:
    """Two bodies' reports in one archive are not mixed."""
    files = {"a.docx": make_docx(lines_of(REPORT)), "b.docx": make_docx(lines_of(OTHER))}
    assert _code(zipped(files)) == "several_reports"


def test_what_cannot_be_read_is_named() -> None:
    """An old DOC and an archive in the archive are left out; the report is read."""
    data = zipped({
        "年报.docx": make_docx(lines_of(REPORT)),
        "附件.doc": make_ole({"WordDocument": b"x"}),
        "更多.zip": zipped({"a.txt": "x"}),
        "说明.docx": NOTE,
    })  # fmt: skip
    assert _left_out(data) == {
        "附件.doc": "office_legacy", "更多.zip": "nested", "说明.docx": "no_table",
    }  # fmt: skip


def test_issues_of_the_archive_reach_the_report() -> None:
    """What was left out is among the report's Issues."""
    data = zipped({"a.docx": make_docx(lines_of(REPORT)), "b.bin": b"\x00\x01\x02"})
    assert "member_left_out" in {issue.code for issue in read(data).issues}


def test_what_programs_leave_is_passed_over() -> None:
    """Resource forks and thumbnails are no members."""
    data = zipped({"__MACOSX/._a.txt": b"\x00", "Thumbs.db": b"\x00", "a.txt": text(REPORT)})
    assert _left_out(data) == {}


def test_a_name_in_gbk_is_read() -> None:
    """Names without the flag for UTF-8 are in GBK."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", text(REPORT))
        archive.writestr("QQQQ", b"\x00\x01")
    data = out.getvalue().replace(b"QQQQ", "附件".encode("gbk"))
    assert _left_out(data) == {"附件": "binary"}


def _encrypted() -> bytes:
    """The flag alone makes a member count as encrypted."""
    data = bytearray(zipped({"a.txt": "x"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def _nameless() -> bytes:
    """A member whose name has become an extra field."""
    data = bytearray(zipped({"QQQQ": "x"}))
    place = data.index(b"PK\x01\x02")
    data[place + 28 : place + 32] = b"\x00\x00\x04\x00"
    return bytes(data[:place] + data[place:].replace(b"QQQQ", b"\x01\x02\x00\x00"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped({f"{n}.txt": "年报" for n in range(51)}), "too_many"),
        (zipped({"a.txt": bytes(20_000_000)}), "bomb"),
        (zipped({f"{n}.txt": bytes(1) for n in range(5001)}), "bomb"),
        (_encrypted(), "encrypted"),
        (zipped({"a/": ""}), "empty"),
        (_nameless(), "damaged"),
        (zipped({"a.doc": make_ole({"WordDocument": b"x"})}), "office_legacy"),
        (zipped({"a.zip": zipped({"b.txt": "年报"})}), "nested"),
        (zipped({"a.txt": text(REPORT)})[:-40], "damaged"),
        (zipped({"OFD.xml": "<a/>", "Doc_0/Document.xml": "<a/>"}), "ofd"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "opendocument"),
    ],
    ids=[
        "many",
        "ratio",
        "entries",
        "encrypted",
        "empty",
        "no name",
        "doc",
        "nested",
        "cut",
        "ofd",
        "odt",
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    """Limits, passwords and damage each have their code."""
    assert _code(data) == code


def test_a_total_over_the_limit_is_refused_before_unpacking() -> None:
    """What the directory declares counts: nothing of 300 MB is unpacked."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", b"x" * 3_000_000)
    data = bytearray(out.getvalue())
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (300_000_000).to_bytes(4, "little")
    assert _code(bytes(data)) == "bomb"
