"""DOCX: what Word shows is what is read, and nothing a file holds breaks the reader."""

from __future__ import annotations

from functools import cache

import docx
import pytest
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.document import Document, Grid, Unreadable
from reports.inputs.counting import figure
from reports.inputs.docx import read_docx
from reports.reader import open_document, read
from samples.corpus import SampleReport, reports
from samples.tables import Printed
from tests.reports.offices import (
    STRICT_WORD,
    add_table,
    lines_of,
    make_docx,
    paragraph,
    printed,
    saved,
    word,
    word_part,
    zipped,
)

SAMPLES = {report.key: report for report in reports()}
KEYS = [
    f"{body}-{year}" for body in ("jxcg", "ydga", "kszf", "myga") for year in (2018, 2020, 2021)
]


@cache
def _file(key: str) -> bytes:
    return make_docx(lines_of(SAMPLES[key]))


def _texts(document: Document) -> list[str]:
    return list(document.paragraphs())


def _grids(document: Document) -> list[list[list[tuple[str, int]]]]:
    """Text and column of each cell."""
    return [
        [[(cell.text, cell.at.column) for cell in row] for row in grid.rows]
        for grid in document.grids()
    ]


def _table(*rows: str) -> str:
    """A table as XML; each row is its cells as XML."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def _cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


@pytest.mark.parametrize("key", KEYS)
def test_every_cell_of_a_sample_is_read(key: str) -> None:
    """A report of any form, its tables with merged cells, comes out as it went in."""
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


def test_a_merged_cell_stands_once_in_its_true_column() -> None:
    """Below a tall cell the next one keeps its column."""
    document = docx.Document()
    tall, wide = Printed("予以公开", rowspan=2), Printed("申请人情况", colspan=2)
    add_table(document, [[tall, wide], [Printed("1"), Printed("2")]])
    expected = [[[("予以公开", 0), ("申请人情况", 1)], [("1", 1), ("2", 2)]]]
    assert _grids(read_docx(saved(document))) == expected


def test_a_row_that_begins_further_right_keeps_its_columns() -> None:
    """Columns left out before a row (gridBefore) are counted."""
    row = '<w:trPr><w:gridBefore w:val="2"/></w:trPr>' + _cell("0") + _cell("3")
    assert _grids(read_docx(word(_table(row)))) == [[[("0", 2), ("3", 3)]]]


def test_a_continued_cell_without_a_beginning_stands() -> None:
    """A table cut from a longer one: its first row goes on from nothing, and is kept."""
    continued = _cell("（三）不予公开", "<w:vMerge/>") + _cell("0")
    assert _grids(read_docx(word(_table(continued)))) == [[[("（三）不予公开", 0), ("0", 1)]]]


def test_paragraphs_and_tables_keep_their_order() -> None:
    """Text, table, text."""
    document = read_docx(make_docx(["前文。", [[Printed("规章"), Printed("0")]], "后文。"]))
    assert [type(block) is Grid for block in document.blocks] == [False, True, False]


def test_a_layout_table_gives_its_content_in_order() -> None:
    """A table that only frames the text, with the real table nested in it."""
    document = docx.Document()
    frame = document.add_table(1, 1).cell(0, 0)
    frame.text = "一、总体情况"
    add_table(frame, [[Printed("规章"), Printed("7")]])
    frame.add_paragraph("二、主动公开政府信息情况")
    lines = list(read_docx(saved(document)).lines())
    assert lines == ["一、总体情况", "规章\t7", "二、主动公开政府信息情况"]


def test_running_text_in_a_table_is_text() -> None:
    """A heading in a row of its own is a paragraph."""
    rows = [
        [Printed("三、收到和处理政府信息公开申请情况", colspan=2)],
        [Printed("规章"), Printed("0")],
    ]
    assert _texts(read_docx(make_docx([rows]))) == ["三、收到和处理政府信息公开申请情况"]


def test_a_number_cut_over_runs_is_joined() -> None:
    """Word cuts text wherever its formatting or proofing changes."""
    document = docx.Document()
    cut = document.add_paragraph("全年受理")
    cut.add_run("1").font.size = Pt(9)
    cut.add_run("4件。")
    assert _texts(read_docx(saved(document))) == ["全年受理14件。"]


def test_line_breaks_end_a_line() -> None:
    """A heading and its text in one paragraph, parted by a soft break."""
    body = "<w:p><w:r><w:t>一、总体情况</w:t><w:br/><w:t>全年公开。</w:t></w:r></w:p>"
    assert _texts(read_docx(word(body))) == ["一、总体情况", "全年公开。"]


def test_a_text_box_is_read_once() -> None:
    """It follows its paragraph; the copy for older programs is passed over."""
    box = f"<w:txbxContent>{paragraph('某某局年度报告')}</w:txbxContent>"
    drawing = (
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = f"<w:p><w:r><w:t>题头</w:t></w:r><w:r>{drawing}</w:r></w:p>" + paragraph("正文")
    assert _texts(read_docx(word(body))) == ["题头", "某某局年度报告", "正文"]


def test_deleted_and_hidden_text_is_not_read() -> None:
    """Tracked deletions and hidden runs go, tracked insertions stay."""
    body = (
        "<w:p><w:r><w:t>共</w:t></w:r><w:del><w:r><w:delText>3</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>5</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:t>件</w:t></w:r></w:p>"
    )
    assert _texts(read_docx(word(body))) == ["共5件"]


def test_a_deleted_row_is_not_read() -> None:
    """A row under tracked deletion is no row."""
    gone = "<w:trPr><w:del/></w:trPr>" + _cell("规章") + _cell("9")
    kept = _cell("规章") + _cell("2")
    assert _grids(read_docx(word(_table(gone, kept)))) == [[[("规章", 0), ("2", 1)]]]


def test_a_content_control_is_seen_through() -> None:
    """Text, rows and cells inside content controls are read like any."""
    row = f"<w:sdt><w:sdtContent>{_cell('规章')}</w:sdtContent></w:sdt>{_cell('3')}"
    body = f"<w:sdt><w:sdtContent>{paragraph('一、总体情况')}{_table(row)}</w:sdtContent></w:sdt>"
    assert list(read_docx(word(body)).lines()) == ["一、总体情况", "规章\t3"]


def test_a_table_of_contents_is_left_out() -> None:
    """Its lines are no headings: by style, by their page references, and as a control."""
    styles = '<w:style w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    line = "<w:p><w:r><w:instrText>PAGEREF _Toc1</w:instrText><w:t>二、主动公开 2</w:t></w:r></w:p>"
    body = (
        paragraph("一、总体情况 1", '<w:pStyle w:val="11"/>') + line
        + f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{paragraph('目录')}</w:sdtContent></w:sdt>"
        + paragraph("一、总体情况")
    )  # fmt: skip
    parts = {"word/styles.xml": word_part("styles", styles)}
    assert _texts(read_docx(word(body, parts))) == ["一、总体情况"]


_NUMBERING = word_part(
    "numbering",
    '<w:abstractNum w:abstractNumId="4">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2."/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#61548;"/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="7"><w:abstractNumId w:val="4"/></w:num>'
    '<w:num w:numId="8"><w:abstractNumId w:val="4"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
    "</w:lvlOverride></w:num>",
)


def _numbered(text: str, level: int, number: int = 7) -> str:
    return paragraph(
        text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    )


def test_automatic_numbers_are_printed() -> None:
    """Headings typed without their number, in a numbered list; bullets print nothing."""
    body = (
        _numbered("总体情况", 0) + _numbered("制度", 1) + _numbered("培训", 1) + _numbered("要点", 2)
        + _numbered("主动公开政府信息情况", 0) + _numbered("清单", 1)
        + _numbered("存在的主要问题及改进情况", 0, 8)
    )  # fmt: skip
    expected = [
        "一、总体情况", "1.1.制度", "1.2.培训", "要点", "二、主动公开政府信息情况", "2.1.清单",
        "五、存在的主要问题及改进情况",
    ]  # fmt: skip
    assert _texts(read_docx(word(body, {"word/numbering.xml": _NUMBERING}))) == expected


def test_a_style_may_number() -> None:
    """A heading style with a list, inherited by the style based on it."""
    own = '<w:style w:styleId="1"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
    child = '<w:style w:styleId="2"><w:basedOn w:val="1"/></w:style>'
    parts = {
        "word/numbering.xml": _NUMBERING,
        "word/styles.xml": word_part("styles", own + child),
    }
    body = paragraph("总体情况", '<w:pStyle w:val="1"/>') + paragraph(
        "主动公开政府信息情况", '<w:pStyle w:val="2"/>'
    )
    assert _texts(read_docx(word(body, parts))) == ["一、总体情况", "二、主动公开政府信息情况"]


@pytest.mark.parametrize(
    ("style", "number", "text"),
    [
        ("chineseCounting", 10, "十"), ("chineseCountingThousand", 23, "二十三"),
        ("decimalEnclosedCircle", 3, "③"), ("upperLetter", 28, "BB"), ("lowerRoman", 14, "xiv"),
        ("ideographTraditional", 2, "乙"), ("decimal", 7, "7"), ("chineseCounting", 100, "100"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_list_says(style: str, number: int, text: str) -> None:
    """Each style of counting that such documents use."""
    assert figure(number, style) == text


def test_the_strict_dialect_is_read() -> None:
    """ISO's strict names for the same elements."""
    assert _texts(read_docx(word(paragraph("总体情况"), names=STRICT_WORD))) == ["总体情况"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (word("<w:p>"), "damaged"),
        (zipped({"[Content_Types].xml": "", "word/styles.xml": "<a/>"}), "damaged"),
        (word(""), "no_text"),
        (word(paragraph("")), "no_text"),
        (word("x", {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'}), "bomb"),
        (word(paragraph("长" * 20_000_000)), "bomb"),
        (word(f"{'<w:sdt><w:sdtContent>' * 400}{'</w:sdtContent></w:sdt>' * 400}"), "damaged"),
    ],
    ids=["xml", "no body", "empty", "blank", "entities", "ratio", "nesting"],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    """Damage, bombs and scans each have their code."""
    with pytest.raises(Unreadable) as caught:
        open_document(data)
    assert caught.value.code == code


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 1_000_000), st.binary(min_size=1, max_size=8))
def test_a_broken_file_is_damage_and_no_error(place: int, junk: bytes) -> None:
    """Bytes overwritten anywhere give a report or a reason, never an exception."""
    data = bytearray(_file("jxcg-2021"))
    place %= len(data)
    data[place : place + len(junk)] = junk
    report = read(bytes(data))
    assert report.is_report or report.reason
