"""Spreadsheets: the tables they hold, wherever on the sheet they stand."""

from __future__ import annotations

import zipfile
from functools import cache
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.document import Document, Unreadable
from reports.inputs.sheet import read_sheets
from reports.reader import open_document, read
from samples.corpus import SampleReport, reports
from tests.reports.offices import (
    Sheet,
    lines_of,
    make_ole,
    make_xls,
    make_xlsx,
    printed,
    sheet_of,
    zipped,
)

SAMPLES = {report.key: report for report in reports()}
KEYS = [
    f"{body}-{year}" for body in ("jxcg", "ydga", "kszf", "myga") for year in (2018, 2020, 2021)
]
TABLE = {(0, 0): "信息内容", (0, 1): "本年制发件数", (1, 0): "规章", (1, 1): "14"}


@cache
def _file(key: str) -> bytes:
    return make_xlsx([sheet_of(lines_of(SAMPLES[key]))])


def _rows(document: Document) -> list[list[str]]:
    return [[cell.text for cell in row] for grid in document.grids() for row in grid.rows]


def _sheet(texts: dict[tuple[int, int], str]) -> Sheet:
    return texts, ()


@pytest.mark.parametrize("key", KEYS)
def test_every_cell_of_a_sample_is_read(key: str) -> None:
    """A report on one sheet, its tables merged and of different widths, comes out as it went in."""
    assert printed(read(_file(key))) == dict(SAMPLES[key].cells)


@pytest.mark.parametrize("key", KEYS)
def test_the_metadata_of_a_sample_is_read(key: str) -> None:
    """Title, body, year, form and dates are those of the report."""
    sample: SampleReport = SAMPLES[key]
    got = read(_file(key))
    actual = (got.title, got.agency, got.year, got.form, got.published_on, got.drafted_on)
    expected = (
        sample.title, sample.agency, sample.year, sample.form, sample.published_on,
        sample.drafted_on,
    )  # fmt: skip
    assert actual == expected


def test_an_xls_workbook_is_read() -> None:
    """The format before XLSX, in its OLE wrapping."""
    assert _rows(open_document(make_xls(TABLE))) == [["信息内容", "本年制发件数"], ["规章", "14"]]


@pytest.mark.parametrize("key", KEYS)
def test_every_cell_of_an_xls_is_read(key: str) -> None:
    """A report with merged tables comes out of the old format as it went in."""
    data = make_xls(*sheet_of(lines_of(SAMPLES[key])))
    assert printed(read(data)) == dict(SAMPLES[key].cells)


def test_blank_edges_are_trimmed() -> None:
    """A table in the middle of the sheet keeps its own rows and columns only."""
    texts = {(y + 6, x + 3): text for (y, x), text in TABLE.items()}
    grid = next(read_sheets(make_xlsx([_sheet({**texts, (9, 1): " "})])).grids())
    assert [(cell.at.row, cell.at.column) for row in grid.rows for cell in row] == [
        (6, 3), (6, 4), (7, 3), (7, 4),
    ]  # fmt: skip


def test_blanks_inside_a_table_stay() -> None:
    """A blank cell is printed, at the end of a row as well."""
    texts = {**TABLE, (0, 2): "现行有效件数"}
    rows = _rows(read_sheets(make_xlsx([_sheet(texts)])))
    assert rows == [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "14", ""]]


def test_a_merged_cell_stands_once() -> None:
    """Cells that another covers are none."""
    sheet: Sheet = (
        {(0, 0): "申请人情况", (1, 0): "自然人", (1, 1): "3", (2, 1): "4"},
        [(0, 0, 0, 1), (1, 0, 2, 0)],
    )
    assert _rows(read_sheets(make_xlsx([sheet]))) == [["申请人情况"], ["自然人", "3"], ["4"]]


def test_text_above_and_below_is_text() -> None:
    """A title, short or long, and a signature are paragraphs and no rows."""
    texts = {(y + 1, x): text for (y, x), text in TABLE.items()}
    texts |= {(0, 0): "附表一", (3, 1): "某县水利局", (4, 1): "2022年1月5日"}
    lines = list(read_sheets(make_xlsx([_sheet(texts)])).paragraphs())
    assert lines == ["附表一", "某县水利局", "2022年1月5日"]


def test_sheets_follow_each_other_and_hidden_ones_do_not() -> None:
    """Each visible sheet is a table of its own number."""
    sheets = [_sheet({(0, 0): name, (0, 1): "1"}) for name in ("甲", "乙", "丙")]
    grids = list(read_sheets(make_xlsx(sheets, hidden=frozenset({1}))).grids())
    assert [(row[0].text, row[0].at.table) for grid in grids for row in grid.rows] == [
        ("甲", 0),
        ("丙", 1),
    ]


def test_numbers_are_printed_plainly() -> None:
    """Whole numbers without a point, others with what they have."""
    data = make_xlsx([_sheet({(0, 0): "收费", (0, 1): "251000", (0, 2): "12.5", (0, 3): "0"})])
    assert _rows(read_sheets(data)) == [["收费", "251000", "12.5", "0"]]


def test_a_ring_of_sectors_is_damage() -> None:
    """A chain of sectors that comes back to itself would be read for ever."""
    data = bytearray(make_xls(TABLE))
    data[512 + 4 * 9 : 512 + 4 * 10] = (2).to_bytes(
        4, "little"
    )  # the last sector leads to the first
    with pytest.raises(Unreadable) as caught:
        read_sheets(bytes(data))
    assert caught.value.code == "damaged"


def test_far_apart_cells_take_no_more_than_themselves() -> None:
    """Two cells at the corners of a sheet: what is between them is not held."""
    data = make_xlsx([_sheet({(0, 0): "甲", (0, 1): "1", (1_048_575, 16_383): "2"})])
    places = [cell.at for grid in read_sheets(data).grids() for row in grid.rows for cell in row]
    assert (places[-1].row, places[-1].column, len(places) < 300) == (1_048_575, 16_383, True)


def test_one_text_in_many_cells_is_counted_each_time() -> None:
    """A shared text takes little in the file and much in the document."""
    cells = "".join('<row><c t="s"><v>0</v></c></row>' for _ in range(3000))
    data = _patched(
        {
            "xl/worksheets/sheet0.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst><si><t>{'文' * 30_000}</t></si></sst>",
        }
    )
    with pytest.raises(Unreadable) as caught:
        read_sheets(data)
    assert caught.value.code == "too_large"


def _patched(parts: dict[str, str]) -> bytes:
    """An XLSX of one sheet with these parts in place of its own."""
    with zipfile.ZipFile(BytesIO(make_xlsx([_sheet(TABLE)]))) as archive:
        own = {name: archive.read(name) for name in archive.namelist()}
    relations = own["xl/_rels/workbook.xml.rels"].decode()
    added = "".join(
        f'<Relationship Id="{kind}" Type="x/{kind}" Target="{kind}.xml"/>'
        for kind in ("sharedStrings", "styles")
    )
    relations = relations.replace("</Relationships>", f"{added}</Relationships>")
    return zipped({**own, "xl/_rels/workbook.xml.rels": relations, **parts})


def _printed_cells(cells: str, parts: dict[str, str]) -> list[list[str]]:
    sheet = f"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>"
    return _rows(read_sheets(_patched({"xl/worksheets/sheet0.xml": sheet, **parts})))


def test_shared_texts_are_joined_from_their_runs() -> None:
    """Runs of one text follow each other; how it is read aloud is no part of it."""
    texts = "<sst><si><r><t>规</t></r><r><t>章</t></r><rPh><t>gui</t></rPh></si></sst>"
    cells = '<c t="s"><v>0</v></c><c><v>14</v></c><c t="s"><v>7</v></c>'
    assert _printed_cells(cells, {"xl/sharedStrings.xml": texts}) == [["规章", "14"]]


def test_dates_are_printed_as_dates() -> None:
    """A number whose format shows days, the file's own formats included; others are numbers."""
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="yyyy&quot;年&quot;m"/>'
        '<numFmt numFmtId="201" formatCode="[Red]0&quot;days&quot;"/></numFmts><cellXfs>'
        '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="200"/><xf numFmtId="201"/></cellXfs>'
        "</styleSheet>"
    )
    cells = "".join(f'<c s="{style}"><v>44572</v></c>' for style in range(4))
    rows = _printed_cells(cells, {"xl/styles.xml": styles})
    assert rows == [["44572", "2022-01-11", "2022-01-11", "44572"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (make_xlsx([]), "no_text"),
        (make_xlsx([({}, ())]), "no_text"),
        (zipped({"[Content_Types].xml": "", "xl/workbook.xml": "<workbook"}), "damaged"),
        (make_ole({"Workbook": b"\x09\x08\xff\xff"}), "damaged"),
        (make_ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "encrypted"),
        (make_ole({"WordDocument": b"x", "Workbook": b"x"}), "office_legacy"),
        (zipped({"[Content_Types].xml": "", "xl/workbook.xml": "<!DOCTYPE a>"}), "bomb"),
        (zipped({"[Content_Types].xml": "", "xl/media/a.bin": bytes(20_000_000)}), "bomb"),
    ],
    ids=["no sheet", "blank", "xml", "biff", "encrypted", "text", "entities", "ratio"],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    """Damage, passwords and bombs each have their code."""
    with pytest.raises(Unreadable) as caught:
        open_document(data)
    assert caught.value.code == code


@settings(max_examples=150, deadline=None)
@given(st.booleans(), st.integers(0, 1_000_000), st.binary(min_size=1, max_size=8))
def test_a_broken_file_is_damage_and_no_error(old: bool, place: int, junk: bytes) -> None:
    """Bytes overwritten anywhere, in XLS or XLSX, give a report or a reason, never an exception."""
    data = bytearray(make_xls(TABLE) if old else _file("jxcg-2021"))
    place %= len(data)
    data[place : place + len(junk)] = junk
    report = read(bytes(data))
    assert report.is_report or report.reason
