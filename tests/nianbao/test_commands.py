"""Commands on documents of our own: what they print, how they fail, how they end."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from samples.corpus import reports
from samples.render import text
from tests.nianbao.conftest import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three made-up reports as text files."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for report in [sample for sample in reports() if sample.form == "2021"][:3]:
        (folder / f"{report.key}.txt").write_text(text(report), encoding="utf-8")
    return folder


def test_extract_prints_one_object_for_one_file(nianbao: Run, folder: Path) -> None:
    """A single file gives one JSON object without a ``file`` key."""
    path = min(folder.iterdir())
    answer = json.loads(nianbao("extract", path, "--json").stdout)
    assert (answer["is_report"], "file" in answer) == (True, False)


def test_extract_prints_lines_for_a_folder(nianbao: Run, folder: Path) -> None:
    """A folder gives JSON Lines, each with its file name."""
    lines = nianbao("extract", folder, "--json").stdout.splitlines()
    names = sorted(path.name for path in folder.iterdir())
    assert [json.loads(line)["file"] for line in lines] == names


def test_extract_touches_nothing(nianbao: Run, folder: Path, tmp_path: Path) -> None:
    """Extracting makes no data folder."""
    nianbao("extract", folder)
    assert not (tmp_path / "home").exists()


def test_a_missing_path_is_wrong_use(nianbao: Run, tmp_path: Path) -> None:
    """A path that is not there: exit code 2 and one line."""
    done = nianbao("import", tmp_path / "nowhere")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_an_unknown_option_is_wrong_use(nianbao: Run) -> None:
    """An option that does not exist: exit code 2 and one line."""
    done = nianbao("search", "信息", "--colour")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_a_bad_setting_is_wrong_use(nianbao: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that is no number is named."""
    monkeypatch.setenv("NIANBAO_PORT", "often")
    done = nianbao("runs", "list")
    assert (done.returncode, "NIANBAO_PORT" in done.stderr) == (2, True)


def test_search_without_an_index_fails_in_a_sentence(nianbao: Run) -> None:
    """No index yet: exit code 1 and one line."""
    done = nianbao("search", "信息")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_a_bad_query_is_wrong_use(nianbao: Run, folder: Path) -> None:
    """Words that are no query: exit code 2 and one line."""
    nianbao("import", folder)
    done = nianbao("search", '"' * 3)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_imported_reports_are_found(nianbao: Run, folder: Path) -> None:
    """What was imported can be searched at once."""
    nianbao("import", folder)
    assert json.loads(nianbao("search", "政府信息公开", "--json").stdout)["total"] == 3


def test_notices_are_told(nianbao: Run, folder: Path) -> None:
    """What else was searched is among the JSON's notices, and a line on stderr otherwise."""
    nianbao("import", folder)
    told = json.loads(nianbao("search", "年报", "--json").stdout)["notices"]
    assert (told, nianbao("search", "年报").stderr) == (["也搜索了：年度报告"], f"{told[0]}\n")


def test_importing_again_keeps_nothing_new(nianbao: Run, folder: Path) -> None:
    """A second import of the same files finds them known."""
    nianbao("import", folder)
    done = nianbao("import", folder)
    assert (done.returncode, "已有 3" in done.stdout, "新归档" in done.stdout) == (0, True, False)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("broken.pdf", b"%PDF-1.7\n%\xff\xff\nnothing here"),
        ("archive.docx", b"PK\x03\x04" + bytes(60)),
    ],
)
def test_a_bad_file_is_archived_and_named(
    nianbao: Run, folder: Path, name: str, data: bytes
) -> None:
    """An unreadable file is kept and reported in one line; the rest go on."""
    (folder / name).write_bytes(data)
    done = nianbao("import", folder)
    lines = [line for line in done.stderr.splitlines() if name in line]
    found = json.loads(nianbao("search", "政府信息公开", "--json").stdout)["total"]
    assert (done.returncode, len(lines), "新归档 4" in done.stdout, found) == (1, 1, True, 3)


def test_a_file_over_the_limit_is_archived_and_named(
    nianbao: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file larger than the reading limit is kept, not read, and reported."""
    monkeypatch.setenv("NIANBAO_MAX_DOCUMENT_BYTES", "50000")
    (folder / "large.txt").write_bytes(b"x" * 50_001)
    done = nianbao("import", folder)
    assert (done.returncode, "large.txt" in done.stderr, "新归档 4" in done.stdout) == (
        1,
        True,
        True,
    )


def test_a_bad_manifest_is_named_with_its_line(nianbao: Run, folder: Path) -> None:
    """A manifest line that is no JSON: exit code 2, its number in the sentence."""
    (folder / "manifest.jsonl").write_text('{"file": "a"}\nnothing\n', encoding="utf-8")
    done = nianbao("import", folder)
    assert (done.returncode, "第 2 行" in done.stderr) == (2, True)


def test_the_manifest_gives_the_address(nianbao: Run, folder: Path) -> None:
    """A manifest's address becomes the report's source."""
    name = min(path.name for path in folder.iterdir())
    entry = {"file": name, "url": "https://www.example.gov.cn/a.html"}
    (folder / "manifest.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    nianbao("import", folder)
    hits = json.loads(nianbao("search", "政府信息公开", "--json").stdout)["hits"]
    assert {hit["source_url"] for hit in hits} == {None, "https://www.example.gov.cn/a.html"}


@pytest.mark.parametrize("command", [("index",), ("worker", "--once")])
def test_a_lost_index_is_rebuilt_and_told(
    nianbao: Run, folder: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """By the index command without being asked to, and by a worker that begins."""
    nianbao("import", folder)
    shutil.rmtree(tmp_path / "home" / "index")
    done = nianbao(*command)
    found = json.loads(nianbao("search", "政府信息公开", "--json").stdout)["total"]
    assert (done.returncode, "已由目录重建" in done.stderr, found) == (0, True, 3)


def test_verify_passes_on_a_sound_archive(nianbao: Run, folder: Path) -> None:
    """Nothing to complain of: exit code 0."""
    nianbao("import", folder)
    done = nianbao("verify")
    assert (done.returncode, done.stderr) == (0, "")


def test_verify_names_a_damaged_snapshot(nianbao: Run, folder: Path, tmp_path: Path) -> None:
    """A flipped byte in a WARC file: exit code 1 and a line for it."""
    nianbao("import", folder)
    warc = next((tmp_path / "home" / "warc").glob("*.warc.gz"))
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 0xFF
    warc.write_bytes(data)
    done = nianbao("verify")
    assert (done.returncode, bool(done.stderr)) == (1, True)


def test_rebuilding_the_index_keeps_the_answers(nianbao: Run, folder: Path) -> None:
    """The same search gives the same hits from a new generation."""
    nianbao("import", folder)
    before = json.loads(nianbao("search", "行政处罚", "--json").stdout)["hits"]
    nianbao("index", "--rebuild")
    after = json.loads(nianbao("search", "行政处罚", "--json").stdout)["hits"]
    assert sorted(hit["id"] for hit in before) == sorted(hit["id"] for hit in after)


def test_a_requested_run_is_carried_out_by_a_worker(nianbao: Run, folder: Path) -> None:
    """A queued run is done by ``worker --once`` and listed as done."""
    nianbao("import", folder)
    nianbao("runs", "request", "verify")
    nianbao("worker", "--once")
    assert "verify\t\tdone" in nianbao("runs", "list").stdout


def test_extract_goes_on_after_what_it_cannot_take(nianbao: Run, folder: Path) -> None:
    """A pipe and a device are reported, waiting for neither, and every file is read."""
    os.mkfifo(folder / "0-pipe")
    (folder / "1-zero").symlink_to("/dev/zero")
    done = nianbao("extract", folder, "--json")
    values = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, [value["is_report"] for value in values]) == (
        1,
        [False, False, True, True, True],
    )


def test_a_files_name_stays_on_its_line(nianbao: Run, folder: Path) -> None:
    """Line breaks and escape sequences in a name do not reach the terminal."""
    (folder / "a\nb\x1b[31m.txt").write_bytes(b"")
    done = nianbao("import", folder)
    assert (len(done.stderr.splitlines()), "\x1b" in done.stderr) == (1, False)


def test_a_name_that_is_no_utf8_is_imported(nianbao: Run, folder: Path) -> None:
    """A file and a folder named in other bytes are taken as any other."""
    odd = os.fsdecode(b"\xff\xfe")
    source = min(folder.iterdir())
    (folder / odd).mkdir()
    source.rename(folder / odd / f"{odd}.txt")
    done = nianbao("import", folder / odd)
    assert (done.returncode, "年报 1" in done.stdout) == (0, True)


def test_json_of_a_name_that_is_no_utf8_is_utf8(nianbao: Run, folder: Path) -> None:
    """Such a name is escaped in JSON and comes back from it."""
    odd = os.fsdecode(b"\xff.txt")
    min(folder.iterdir()).rename(folder / odd)
    files = [
        json.loads(line)["file"]
        for line in nianbao("extract", folder, "--json").stdout.splitlines()
    ]
    assert odd in files
