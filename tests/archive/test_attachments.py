"""Pages and files in the catalog: who carries whom, and who is to be read again."""

from __future__ import annotations

import pytest

from archive import attachments
from archive.catalog import Catalog
from archive.records import Snapshot
from archive.warc import WarcStore
from reports.model import Attachment, Evidence
from tests.archive.made import report, save, web

PAGE = "http://www.example.gov.cn/nb/2023.html"
FILE = "http://www.example.gov.cn/nb/a.pdf"
SAID = (Evidence("year", "2023", "page", "2023年", 0.5),)


def _link(url: str = FILE, told: tuple[Evidence, ...] = SAID, text: str = "年报") -> Attachment:
    return Attachment(url, text, "pdf", "link", 3, "2023年年报", told)


def _file(catalog: Catalog, snapshot: Snapshot, *links: Attachment) -> None:
    with catalog.begin() as conn:
        attachments.file(conn, snapshot, links, attachments.told(conn, snapshot.url))


def _told(catalog: Catalog, url: str = FILE) -> tuple[Evidence, ...]:
    with catalog.read() as conn:
        return attachments.told(conn, url)


def _waiting(catalog: Catalog) -> list[str]:
    with catalog.read() as conn:
        return [snapshot.id for snapshot in attachments.waiting(conn)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.gov.cn/x.pdf", "https://a.gov.cn/x.pdf"),
        ("http://a.gov.cn/x.pdf", "http://A.gov.cn:80/x.pdf#page=2"),
        ("http://a.gov.cn/年报.pdf", "http://a.gov.cn/%E5%B9%B4%e6%8a%a5.pdf"),
        ("http://a.gov.cn/a%20b.pdf", "http://a.gov.cn/a b.pdf"),
        ("http://a.gov.cn", "https://a.gov.cn/"),
    ],
)
def test_spellings_of_one_address(one: str, other: str) -> None:
    """Scheme, port, fragment and percent-encoding make no difference."""
    assert attachments.same_address(one) == attachments.same_address(other)


@pytest.mark.parametrize(
    "other",
    ["http://a.gov.cn/y.pdf", "http://a.gov.cn/x.pdf?id=1", "http://a.gov.cn:81/x.pdf",
     "http://b.gov.cn/x.pdf", "http://a.gov.cn/X.pdf", "urn:sha256:00", "http://[bad/x.pdf"],
)  # fmt: skip
def test_other_addresses_differ(other: str) -> None:
    """Path, query, port and host do."""
    assert attachments.same_address("http://a.gov.cn/x.pdf") != attachments.same_address(other)


def test_a_page_speaks_for_its_file(catalog: Catalog, store: WarcStore) -> None:
    """Over either scheme."""
    _file(catalog, web(store, catalog, b"page"), _link())
    assert _told(catalog, FILE.replace("http:", "https:")) == SAID


def test_the_newest_of_a_page_speaks(catalog: Catalog, store: WarcStore) -> None:
    """Whichever was read last."""
    later = (Evidence("year", "2024", "page", "2024年", 0.5),)
    old, new = web(store, catalog, b"old"), web(store, catalog, b"new", days=1)
    _file(catalog, new, _link(told=later))
    _file(catalog, old, _link())
    assert _told(catalog) == later


def test_pages_that_say_the_same_are_heard_once(catalog: Catalog, store: WarcStore) -> None:
    """A column and an article that link one file are no two witnesses."""
    for number in range(2):
        page = web(store, catalog, b"page", url=f"http://www.example.gov.cn/{number}.html")
        _file(catalog, page, _link())
    assert _told(catalog) == SAID


def test_a_file_read_before_its_page_waits(catalog: Catalog, store: WarcStore) -> None:
    """Until it is read with what the page says."""
    file = web(store, catalog, b"%PDF", url=FILE)
    save(catalog, file, report())
    _file(catalog, file)
    _file(catalog, web(store, catalog, b"page"), _link())
    before = _waiting(catalog)
    _file(catalog, file)
    assert (before, _waiting(catalog)) == ([file.id], [])


def test_a_file_read_after_its_page_does_not_wait(catalog: Catalog, store: WarcStore) -> None:
    """It was read with the hints there are."""
    _file(catalog, web(store, catalog, b"page"), _link())
    file = web(store, catalog, b"%PDF", url=FILE)
    save(catalog, file, report())
    _file(catalog, file)
    assert _waiting(catalog) == []


def test_a_page_filed_while_its_file_was_being_read(catalog: Catalog, store: WarcStore) -> None:
    """The file was read without hints that stand there by now: it waits."""
    file = web(store, catalog, b"%PDF", url=FILE)
    _file(catalog, web(store, catalog, b"page"), _link())
    with catalog.begin() as conn:
        attachments.file(conn, file, (), ())
    assert _waiting(catalog) == [file.id]


def test_filing_again_marks_nothing(catalog: Catalog, store: WarcStore) -> None:
    """The same links, read again by whatever reader."""
    page, file = web(store, catalog, b"page"), web(store, catalog, b"%PDF", url=FILE)
    _file(catalog, page, _link())
    save(catalog, file, report())
    _file(catalog, file)
    _file(catalog, page, _link())
    assert _waiting(catalog) == []


def test_other_words_of_a_link_mark_nothing(catalog: Catalog, store: WarcStore) -> None:
    """Only what is said of the file counts."""
    page, file = web(store, catalog, b"page"), web(store, catalog, b"%PDF", url=FILE)
    _file(catalog, page, _link())
    save(catalog, file, report())
    _file(catalog, file)
    _file(catalog, page, _link(text="下载"))
    assert _waiting(catalog) == []


def test_a_link_taken_away_is_unsaid(catalog: Catalog, store: WarcStore) -> None:
    """A better reader that finds the link to be furniture has the file read again."""
    page, file = web(store, catalog, b"page"), web(store, catalog, b"%PDF", url=FILE)
    _file(catalog, page, _link())
    save(catalog, file, report())
    _file(catalog, file)
    _file(catalog, page)
    assert (_told(catalog), _waiting(catalog)) == ((), [file.id])


def test_a_page_that_links_itself_says_nothing(catalog: Catalog, store: WarcStore) -> None:
    """Nobody is a witness for himself."""
    _file(catalog, web(store, catalog, b"page", url=FILE), _link())
    assert _told(catalog) == ()


def test_pages_and_files_of_a_copy(catalog: Catalog, store: WarcStore) -> None:
    """From the file its page, from the page its files in order, kept or not."""
    page, file = web(store, catalog, b"page"), web(store, catalog, b"%PDF", url=FILE)
    other = FILE.replace("a.pdf", "b.xls")
    _file(catalog, page, _link(), _link(other))
    saved = save(catalog, file, report())
    _file(catalog, file)
    with catalog.read() as conn:
        pages = attachments.pages_of(conn, [file])
        files = attachments.files_of(conn, [page])
    assert [(found.snapshot.id, found.title, found.report_id) for found in pages] == [
        (page.id, "2023年年报", None)
    ]
    assert [(found.url, found.report_id) for found in files] == [
        (FILE, saved.report_id), (other, None),
    ]  # fmt: skip


def test_a_list_has_no_files_of_its_own(catalog: Catalog, store: WarcStore) -> None:
    """A page with a score of files is a list of reports."""
    page = web(store, catalog, b"page")
    _file(catalog, page, *(_link(f"http://www.example.gov.cn/{n}.pdf") for n in range(20)))
    with catalog.read() as conn:
        assert attachments.files_of(conn, [page]) == []


def test_hostile_text_is_kept(catalog: Catalog, store: WarcStore) -> None:
    """A lone surrogate in a link breaks nothing, and filing it again changes nothing."""
    page, file = web(store, catalog, b"page"), web(store, catalog, b"%PDF", url=FILE)
    said = (Evidence("agency", "某\ud800局", "link", "某\ud800局", 0.45),)
    for _ in range(2):
        _file(catalog, page, _link(told=said, text="\ud800"))
        save(catalog, file, report())
        _file(catalog, file)
    assert _waiting(catalog) == []
