"""DOCX: paragraphs and tables in body order, as Word shows them.

The parts are taken from the ZIP by their relations, of which files written by WPS name some that
are not there, and parsed by python-docx, whose parser expands no entities. Automatic numbers are
printed into the text; text boxes follow the paragraph they are anchored in.
"""

from __future__ import annotations

import posixpath
import zipfile

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from reports.document import Block, Document, Paragraph, Unreadable
from reports.inputs.docx_table import make_grid, rows_of
from reports.inputs.docx_text import WRAPPERS, cell_text, clean, lines_of, text_boxes
from reports.inputs.numbering import print_numbers
from reports.inputs.prose import split_prose
from reports.inputs.zipped import open_zip, read_xml
from reports.sections import SECTION_HEADING
from reports.text import squeeze, tidy

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
)


def read_docx(data: bytes) -> Document:
    """The document of a DOCX; `Unreadable` when it is damaged, a bomb, or holds no text."""
    with open_zip(data) as archive:
        try:
            body, numbering, styles = _parts(archive)
            clean(body, styles)
            print_numbers(body, numbering, styles)
            walker = _Walker()
            walker.walk(body)
        except (etree.XMLSyntaxError, ValueError) as exc:
            raise Unreadable("damaged", "DOCX 已损坏，打不开。") from exc
    if not walker.blocks:
        raise Unreadable("no_text", "DOCX 里没有文字（可能全是图片），需要文字识别。")
    return Document(tuple(walker.blocks))


def _parts(
    archive: zipfile.ZipFile,
) -> tuple[etree._Element, etree._Element | None, etree._Element | None]:
    """The body, the numbering and the styles."""
    main = _related(archive, "").get("officeDocument", "word/document.xml")
    root = _parse(archive, main)
    body = None if root is None else root.find(qn("w:body"))
    if body is None:
        raise Unreadable("damaged", "DOCX 已损坏，没有正文。")
    related = _related(archive, main)
    numbering, styles = (
        _parse(archive, related[name]) if name in related else None
        for name in ("numbering", "styles")
    )
    return body, numbering, styles


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The parts that a part (``""``: the package) is related to, by kind of relation."""
    folder, name = posixpath.split(part)
    root = _parse(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, str] = {}
    for relation in () if root is None else root.iter(_RELATION):
        kind = (relation.get("Type") or "").rpartition("/")[2]
        target = posixpath.join("/", folder, relation.get("Target") or "")
        found.setdefault(kind, posixpath.normpath(target).lstrip("/"))
    return found


def _parse(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    data = read_xml(archive, name)
    return None if data is None else parse_xml(data.replace(*_STRICT))


class _Walker:
    """Collects blocks in reading order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.grids = 0

    def walk(self, container: etree._Element) -> None:
        """Adds what a body, a cell or a text box holds."""
        for child in container:
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._table(child)
            elif child.tag in WRAPPERS:
                self.walk(child)

    def _paragraph(self, paragraph: etree._Element) -> None:
        for line in map(tidy, lines_of(paragraph)):
            if line:
                self.blocks.append(Paragraph(line))
        for box in text_boxes(paragraph):
            self.walk(box)

    def _table(self, table: etree._Element) -> None:
        if _is_layout(table):
            for row in rows_of(table):
                for cell in row:
                    self.walk(cell.element)
            return
        self.blocks += split_prose(make_grid(table, self.grids))
        self.grids += 1


def _is_layout(table: etree._Element) -> bool:
    """A table that only arranges the page: it holds tables, or whole sections in a cell."""
    if next(table.iterdescendants(qn("w:tbl")), None) is not None:
        return True
    return any(
        len(SECTION_HEADING.findall(squeeze(cell_text(cell)))) > 1
        for cell in table.iter(qn("w:tc"))
    )
