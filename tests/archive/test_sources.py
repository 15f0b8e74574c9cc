"""Sources: rows, and files that say what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import sources
from archive.catalog import Catalog
from archive.errors import SourceError
from archive.source_files import dump_toml, load_toml
from archive.sources import Source

FULL = """
name = "大冶市人民政府"
region_code = "420281"
agency = "大冶市人民政府"
listings = ["http://www.example.gov.cn/zfxxgknb/"]
link_text = "年度报告"
enabled = false
delay = 5
family = "trs"
hosts = ["www.daye.example.cn"]
schedule = "30d, 2d in 1-4"
night = "22-6"
expect.reports = {min = 16, max = 40}
"""


def test_a_file_becomes_a_source(tmp_path: Path) -> None:
    """Every key is read; the id is the file's name when it has none."""
    path = tmp_path / "hbdaye.toml"
    path.write_text(FULL, encoding="utf-8")
    assert load_toml(path) == Source(
        id="hbdaye",
        name="大冶市人民政府",
        region_code="420281",
        agency="大冶市人民政府",
        listings=("http://www.example.gov.cn/zfxxgknb/",),
        link_text="年度报告",
        enabled=False,
        delay=5.0,
        expect_min=16,
        expect_max=40,
        family="trs",
        hosts=("www.daye.example.cn",),
        schedule="30d, 2d in 1-4",
        night="22-6",
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("adress = 1", "unknown key adress"),
        ('name = ""', "name is empty"),
        ("name = 3", "name must be text"),
        ("listings = []", "listings is missing"),
        ('listings = ["ftp://a"]', "ftp://a is no http address"),
        ('listings = "http://a"', "listings must be a list"),
        ('enabled = "yes"', "enabled must be true or false"),
        ("delay = -1", "delay must be"),
        ("delay = nan", "delay must be"),
        ('region_code = "4202"', "region_code must be six digits"),
        ('id = "A/b"', "id must be"),
        ("expect.reports = {min = 3, most = 4}", "unknown key expect.reports.most"),
        ("expect.reports = {min = 5, max = 4}", "is more than"),
        ("expect.reports = {min = true}", "must be a whole number"),
        ("expect.pages = 3", "unknown key expect.pages"),
        ("name = ", "Invalid value"),
        ('family = "trz"', "no family trz"),
        ('hosts = ["http://a.cn/"]', "is no host's name"),
        ('night = "22"', "night must be two hours"),
        ('schedule = "每日一次"', "schedule must be as 30d, 2d in 1-4"),
        ('night = "6-6"', "night must be two hours"),
        ('night = "20-24"', "night must be two hours"),
    ],
)
def test_a_bad_key_is_named_with_its_line(tmp_path: Path, change: str, sentence: str) -> None:
    """What is wrong is told in one sentence that begins with the file and the line."""
    key = change.partition(" ")[0].partition(".")[0]
    kept = [line for line in FULL.splitlines() if not line.startswith(key)]
    path = tmp_path / "x.toml"
    path.write_text("\n".join([*kept, change]), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        load_toml(path, families={"trs"})
    line = "" if "missing" in sentence and not change else f"{len(kept) + 1}:"
    assert str(caught.value).startswith(f"{path}:{line} ")
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    "text", [FULL, 'name = "甲\\t\\u007f\\"乙"\nlistings = ["http://a"]\nid = "x"']
)
def test_an_exported_source_comes_back_equal(tmp_path: Path, text: str) -> None:
    """What is written out describes the same source."""
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    source = load_toml(tmp_path / "a.toml")
    (tmp_path / "b.toml").write_text(dump_toml(source), encoding="utf-8")
    assert load_toml(tmp_path / "b.toml") == source


def test_a_key_is_not_found_inside_a_value(tmp_path: Path) -> None:
    """The line of a key is its own, not one that merely speaks of it."""
    path = tmp_path / "x.toml"
    path.write_text('# dalay = 3\nname = "dalay = 3"\nlistings = ["http://a"]\ndalay = 3\n')
    with pytest.raises(SourceError, match=r"x\.toml:4: unknown key dalay"):
        load_toml(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing or undecodable file is told like any other mistake."""
    (tmp_path / "bad.toml").write_bytes(b"name = '\xff'")
    for name in ("none.toml", "bad.toml"):
        with pytest.raises(SourceError, match=name):
            load_toml(tmp_path / name)
    assert not (tmp_path / "none.toml").exists()


def test_sources_are_put_and_got(catalog: Catalog) -> None:
    """A source comes back equal; putting it again replaces it; all come by id."""
    first = Source("b", "乙", listings=("http://b",), delay=0.5, expect_min=1)
    second = Source("a", "甲")
    with catalog.begin() as conn:
        sources.put(conn, Source("b", "旧", agency="某局"))
        sources.put(conn, first)
        sources.put(conn, second)
        assert sources.all_(conn) == [second, first]
        assert (sources.get(conn, "b"), sources.get(conn, "c")) == (first, None)
