"""The block on copied passages of a report's page."""

from __future__ import annotations

from archive import prints, reuse
from reports.model import Section
from tests.portal.page import SCRIPTS, get, href, link, one, text, texts
from tests.portal.shelf import HOSTILE, Shelf, report

TOLD = (
    "全年共公开政府信息{}条，收到政府信息公开申请{}件，均已在法定期限内作出答复并送达申请人，没有逾期未办结的情形，"
    "群众对答复普遍表示满意，没有因此引起行政复议和行政诉讼；窗口工作人员轮流值守，当面讲解怎样填写申请表、怎样查阅已经公开的文件。"
)


def _put(shelf: Shelf, agency: str, year: int, said: str) -> str:
    sections = (Section(1, "一、总体情况", said),)
    return shelf.put(
        report(agency=agency, title=f"{agency}{year}年报", year=year, sections=sections)
    )


def _look(shelf: Shelf) -> None:
    with shelf.catalog.begin() as conn:
        for name in prints.due(conn):
            reuse.save(conn, name, reuse.alike(conn, name))
    shelf.index([])


def test_a_copy_is_shown_with_its_differences(shelf: Shelf) -> None:
    """Which report, how much of the section, the words, and the figures of both."""
    mine = _put(shelf, "大冶市水利局", 2023, TOLD.format(20, 3))
    theirs = _put(shelf, "大冶市财政局", 2023, TOLD.format(1305, 3))
    _look(shelf)
    page = get(shelf.client, f"/reports/{mine}")
    assert texts(page, "#copied h3") == ["其他机关"]
    assert "“一、总体情况”约 100% 的文字，见于大冶市财政局 2023 年" in text(page, ".copies li")
    assert href(one(page, ".copies a")) == f"/reports/{theirs}"
    assert "#copied" in {href(found) for found in page.select(".outline a")}


def test_the_words_stand_on_their_own_page(shelf: Shelf) -> None:
    """Where the line leads: the words, and the figures of both."""
    mine = _put(shelf, "大冶市水利局", 2023, TOLD.format(20, 3))
    _put(shelf, "大冶市财政局", 2023, TOLD.format(1305, 3))
    _look(shelf)
    place, _, anchor = link(
        get(shelf.client, f"/reports/{mine}"), ".copies a", "看相同的文字"
    ).partition("#")
    told = one(get(shelf.client, place), f"#{anchor}")
    assert (texts(told, "mark"), texts(told, "small")) == (["20"], ["（彼处：1305）"])


def test_a_report_of_its_own_words_has_an_empty_page(shelf: Shelf) -> None:
    """It says so, with a way back."""
    mine = _put(shelf, "大冶市水利局", 2023, TOLD.format(20, 3))
    page = get(shelf.client, f"/reports/{mine}/copied")
    assert text(page, ".empty") == "没有见于其他报告的段落。"


def test_other_years_stand_apart(shelf: Shelf) -> None:
    """The same body's."""
    mine = _put(shelf, "大冶市水利局", 2023, TOLD.format(20, 3))
    _put(shelf, "大冶市水利局", 2022, TOLD.format(20, 3))
    _look(shelf)
    page = get(shelf.client, f"/reports/{mine}")
    assert (texts(page, "#copied h3"), texts(page, ".copies a:first-of-type")) == (
        ["同一机关的其他年度"],
        ["大冶市水利局 2022 年年报"],
    )


def test_a_report_of_its_own_words_has_no_such_block(shelf: Shelf) -> None:
    """Nor a line in the outline."""
    mine = _put(shelf, "大冶市水利局", 2023, TOLD.format(20, 3))
    _look(shelf)
    assert "copied" not in str(get(shelf.client, f"/reports/{mine}"))


def test_markup_in_a_copied_passage_stays_text(shelf: Shelf) -> None:
    """On both sides."""
    mine = _put(shelf, "大冶市水利局", 2023, TOLD.format(20, 3) + HOSTILE)
    _put(shelf, "大冶市财政局", 2023, TOLD.format(f"{HOSTILE}7", 3) + HOSTILE)
    _look(shelf)
    page = get(shelf.client, f"/reports/{mine}/copied")
    assert (page.select(SCRIPTS), "alert(1)" in text(page, "main")) == ([], True)


def test_a_copy_that_was_read_anew_since_is_left_out(shelf: Shelf) -> None:
    """Its section is shorter now, and the links have not been looked for yet."""
    mine = _put(shelf, "大冶市水利局", 2023, TOLD.format(20, 3))
    read = report(agency="大冶市财政局", sections=(Section(1, None, TOLD.format(1, 3)),))
    kept = shelf.keep(read, url="http://www.example.gov.cn/copy.html")
    shelf.file(kept, read)
    _look(shelf)
    shelf.file(kept, report(agency="大冶市财政局", sections=()))
    assert get(shelf.client, f"/reports/{mine}/copied").select(".copies") == []
