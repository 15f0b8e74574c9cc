"""Sources and crawls from the command line, against the sample site on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from samples.pages import COLUMNS, build
from samples.site import Served, serve
from tests.nianbao.conftest import Run

COLUMN = COLUMNS[0]


@pytest.fixture
def site() -> Iterator[Served]:
    """The sample site."""
    with serve() as served:
        yield served


@pytest.fixture
def registered(nianbao: Run, site: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line with the sample site's first column as a source."""
    monkeypatch.setenv("NIANBAO_ALLOW_LOOPBACK", "true")
    monkeypatch.setenv("NIANBAO_CRAWL_DELAY", "0")
    toml = tmp_path / "hubei.toml"
    toml.write_text(
        f'id = "hubei"\nname = "样本站"\nlistings = ["{site.url}{COLUMN.home}"]\n',
        encoding="utf-8",
    )
    nianbao("sources", "add", toml)
    return nianbao


def test_a_source_is_listed(registered: Run) -> None:
    """What was added from TOML is in the registry."""
    assert registered("sources", "list").stdout.startswith("hubei\t样本站\t")


def test_a_bad_key_is_named_with_its_file(nianbao: Run, tmp_path: Path) -> None:
    """An unknown key in a source's file: exit code 2, file and key in one line."""
    toml = tmp_path / "bad.toml"
    toml.write_text('id = "x"\nname = "x"\nlistngs = []\n', encoding="utf-8")
    done = nianbao("sources", "add", toml)
    told = ("bad.toml" in done.stderr, "listngs" in done.stderr, len(done.stderr.splitlines()))
    assert (done.returncode, *told) == (2, True, True, 1)


def test_sources_go_out_and_come_back(registered: Run, tmp_path: Path) -> None:
    """What export writes, import takes; a folder with one bad file gives nothing."""
    out = tmp_path / "out"
    registered("sources", "export", "--to", out)
    written = (out / "hubei.toml").read_text(encoding="utf-8")
    again = registered("sources", "import", out)
    (out / "bad.toml").write_text('name = "x"\nlistings = ["http://a/"]\nfamily = "trz"\n')
    wrong = registered("sources", "import", out)
    shown = registered("sources", "export", "hubei").stdout
    assert (again.returncode, wrong.returncode, shown.strip()) == (0, 2, written.strip())
    assert "bad.toml:3: no family trz" in wrong.stderr


def test_check_shows_what_would_be_taken(registered: Run, site: Served) -> None:
    """One list page is fetched and nothing else; its links are shown with their reasons."""
    done = registered("sources", "check", "hubei")
    lines = done.stdout.splitlines()
    assert (done.returncode, lines[0].split("\t")[:2]) == (0, ["hubei", "ok"])
    assert any("标题写明年度报告" in line for line in lines)
    assert site.paths() == ["/robots.txt", COLUMN.home]


def test_check_names_the_state_of_a_dead_site(registered: Run, site: Served) -> None:
    """A list page that is not there: its state, and exit code 1."""
    site.pages = {}
    done = registered("sources", "check")
    assert (done.returncode, done.stdout.split("\t")[1]) == (1, "http_error")


def test_an_unknown_source_is_wrong_use(nianbao: Run) -> None:
    """Crawling what is not registered: exit code 2 and one line."""
    done = nianbao("crawl", "nowhere")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_a_crawl_makes_reports_searchable(registered: Run) -> None:
    """Every report of the column is archived, read and found."""
    done = registered("crawl", "hubei")
    found = json.loads(registered("search", "政府信息公开", "--json").stdout)["total"]
    expected = sum(report.site == COLUMN.id for report in build().reports.values())
    assert (done.returncode, found) == (0, expected)


def test_a_dead_site_is_a_failure_in_a_line(registered: Run, site: Served) -> None:
    """A site that answers nothing: exit code 1, and nothing is concluded from it."""
    site.pages = {}  # the site loses every page
    done = registered("crawl", "hubei")
    assert (done.returncode, bool(done.stderr)) == (1, True)


def test_crawled_reports_keep_their_address(registered: Run) -> None:
    """Crawled reports keep the address they came from."""
    registered("crawl", "hubei")
    hits = json.loads(registered("search", "政府信息公开", "--json").stdout)["hits"]
    assert all(hit["source_url"].startswith("http://127.0.0.1") for hit in hits)


def test_a_worker_crawls_by_schedule(registered: Run, tmp_path: Path) -> None:
    """What was never crawled is due; what has just been crawled is not."""
    toml = tmp_path / "hubei.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + 'schedule = "30d"\n', encoding="utf-8")
    registered("sources", "add", toml)
    first, second = (registered("worker", "--once").stdout for _ in range(2))
    assert (first.startswith("1\tcrawl\thubei\t"), second) == (True, "")


def test_a_run_is_shown_with_what_it_met(registered: Run) -> None:
    """The log names the address that robots.txt closes; an unknown run is wrong use."""
    registered("crawl", "hubei")
    shown, unknown = registered("runs", "show", "1"), registered("runs", "show", "9")
    lines = shown.stdout.splitlines()
    assert (lines[0].startswith("1\tcrawl\thubei\t"), unknown.returncode) == (True, 2)
    assert any("refused_by_robots" in line for line in lines[2:])


def test_a_dry_run_says_how_much_and_fetches_nothing(registered: Run) -> None:
    """Of a crawl and of a request for one: a line for the source, the sum, a line for its host."""
    told = registered("crawl", "hubei", "--dry-run")
    lines = [line.split("\t") for line in told.stdout.splitlines()]
    assert (told.returncode, [line[0] for line in lines]) == (
        0,
        ["hubei", "共 1 个来源", "127.0.0.1"],
    )
    assert registered("runs", "request", "crawl", "hubei", "--dry-run").stdout == told.stdout
    assert registered("runs", "list").stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [("crawl", "--region", "110000"), ("crawl", "none", "--dry-run"),
     ("runs", "request", "verify", "--dry-run")],
)  # fmt: skip
def test_a_dry_run_of_what_there_is_not_is_wrong_use(
    registered: Run, arguments: tuple[str, ...]
) -> None:
    """Exit code 2 and a sentence."""
    done = registered(*arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
