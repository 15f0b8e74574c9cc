"""What is written opens in stock Whoosh and says what its own writer would have said."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.index import TOC, FileIndex

from indexer.generations import Files, Layout, current_generation
from indexer.port import ReportDocument
from indexer.schema import schema
from indexer.segments.reading import SegmentReader
from indexer.whoosh_writer import WhooshWriter
from tests.indexer.corpus import CORPUS
from tests.indexer.oracle import scratch, write_stock
from tests.indexer.strategies import documents

DISTINCT = st.lists(documents(), min_size=1, max_size=12, unique_by=lambda each: each.id)


def said(folder: Path) -> dict[str, Any]:
    """All that stock Whoosh reads in a folder: terms with statistics and postings, lengths,
    columns, stored fields."""
    made = schema()
    with closing(Files(folder)) as files, closing(FileIndex(files, schema=made).reader()) as reader:
        terms: dict[tuple[str, bytes], Any] = {}
        for name, text in reader.all_terms():
            info = reader.term_info(name, text)
            matcher = reader.postings(name, text)
            postings = []
            while matcher.is_active():
                places = matcher.value_as("positions") if matcher.supports("positions") else None
                postings.append((matcher.id(), matcher.weight(), places))
                matcher.next()
            lengths = info.min_length(), info.max_length()
            terms[name, text] = info.weight(), info.max_weight(), *lengths, postings
        every = range(reader.doc_count_all())
        scored = [name for name, _ in made.items() if made[name].scorable]
        return {
            "terms": terms,
            "lengths": {
                name: [reader.doc_field_length(at, name) for at in every] for name in scored
            },
            "totals": {name: reader.field_length(name) for name in scored},
            "stored": [reader.stored_fields(at) for at in every],
            "columns": {
                name: [reader.column_reader(name)[at] for at in every]
                for name, field in made.items()
                if field.column_type and reader.has_column(name)
            },
        }


def current(layout: Layout) -> Path:
    """The folder of the current generation."""
    return layout.generation(current_generation(layout))


@settings(deadline=None, max_examples=60)
@given(DISTINCT)
def test_a_segment_says_what_stock_whoosh_would_write(drawn: list[ReportDocument]) -> None:
    """Terms, statistics, postings, positions, lengths, columns and stored fields are the same."""
    with scratch() as ours, scratch() as stock:
        WhooshWriter(Layout(Path(ours))).rebuild(drawn)
        write_stock(Path(stock), drawn)
        assert said(current(Layout(Path(ours)))) == said(Path(stock))


@settings(deadline=None, max_examples=40)
@given(DISTINCT, st.data())
def test_merged_segments_say_what_one_would(
    drawn: list[ReportDocument], data: st.DataObject
) -> None:
    """Batches of any size, joined, are the segment of all documents at once."""
    memory = data.draw(st.sampled_from([1, 2_000, 6_000]))
    with scratch() as parts, scratch() as whole:
        WhooshWriter(Layout(Path(parts)), memory).rebuild(drawn)
        WhooshWriter(Layout(Path(whole))).rebuild(drawn)
        assert said(current(Layout(Path(parts)))) == said(current(Layout(Path(whole))))


def test_several_processes_write_the_same(tmp_path: Path) -> None:
    """The order of documents does not depend on who was ready first."""
    WhooshWriter(Layout(tmp_path / "one")).rebuild(CORPUS)
    WhooshWriter(Layout(tmp_path / "two"), 4_000, 2).rebuild(CORPUS)
    assert said(current(Layout(tmp_path / "one"))) == said(current(Layout(tmp_path / "two")))


def test_many_small_commits_stay_few_segments(tmp_path: Path) -> None:
    """Commits merge segments of about one size, and what was deleted goes with it."""
    layout = Layout(tmp_path)
    writer = WhooshWriter(layout)
    for _ in range(6):
        for each in CORPUS:
            writer.replace([each])
    with closing(Files(current(layout))) as files:
        segments = TOC.read(files, "MAIN", schema=schema()).segments
    assert len(segments) <= 9
    assert sum(segment.doc_count() for segment in segments) == len(CORPUS)


@pytest.mark.parametrize("stock", [False, True], ids=["ours", "stock"])
def test_segments_of_either_writer_are_read(tmp_path: Path, stock: bool) -> None:
    """The reader takes the codec's own tuples as it takes arrays: the library's upgrade would be
    noticed here."""
    if stock:
        write_stock(tmp_path, list(CORPUS))
        folder = tmp_path
    else:
        WhooshWriter(Layout(tmp_path)).rebuild(CORPUS)
        folder = current(Layout(tmp_path))
    made = schema()
    expected = {term: postings[-1] for term, postings in said(folder)["terms"].items()}
    with closing(Files(folder)) as files:
        segment = TOC.read(files, "MAIN", schema=made).segments[0]
        with closing(SegmentReader(files, made, segment)) as reader:
            found = {
                (name, text): reader.postings(info, positions=True)
                for name in reader.fields()
                for text, info in reader.terms(name)
            }
    assert {
        term: [docs.docs.tolist(), None if docs.positions is None else docs.positions.tolist()]
        for term, docs in found.items()
    } == {
        term: [
            [document for document, _, _ in postings],
            None if postings[0][2] is None else [at for *_, places in postings for at in places],
        ]
        for term, postings in expected.items()
    }
