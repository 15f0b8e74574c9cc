"""Which files an import takes, and how it keeps them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from archive import snapshots
from jobs.context import Context
from jobs.errors import BadManifest
from jobs.imports import keep_files, local_files


def _names(*paths: Path) -> list[str]:
    return [file.path.name for file in local_files(paths)]


def test_folders_are_walked_in_order(tmp_path: Path) -> None:
    """Files of a folder and of those below it come sorted."""
    (tmp_path / "b").mkdir()
    for name in ("b/2.txt", "b/1.txt", "a.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert _names(tmp_path) == ["a.txt", "1.txt", "2.txt"]


def test_hidden_files_are_left_out(tmp_path: Path) -> None:
    """Names with a leading dot are not taken from a folder."""
    (tmp_path / ".hidden").write_text("x", encoding="utf-8")
    (tmp_path / "seen").write_text("x", encoding="utf-8")
    assert _names(tmp_path) == ["seen"]


def test_a_file_named_twice_comes_once(tmp_path: Path) -> None:
    """A file and its folder name the same file."""
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    assert _names(tmp_path / "a.txt", tmp_path) == ["a.txt"]


def test_a_missing_path_is_refused(tmp_path: Path) -> None:
    """A path that is not there stops the import before it begins."""
    with pytest.raises(FileNotFoundError):
        _names(tmp_path / "nowhere")


def test_the_manifest_speaks_of_its_folder(tmp_path: Path) -> None:
    """Address, agency and division of a file come from the manifest beside it."""
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    entry = {"file": "a.txt", "url": "http://a.gov.cn/", "agency": "某局", "region_code": "420281"}
    (tmp_path / "manifest.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    file = next(local_files([tmp_path]))
    assert (file.url, file.agency, file.region_code) == ("http://a.gov.cn/", "某局", "420281")


@pytest.mark.parametrize("line", ["[]", '{"url": "x"}', '{"file": "a", "url": 5}', "{"])
def test_a_bad_manifest_line_is_named(tmp_path: Path, line: str) -> None:
    """A line that is no entry is told with its number."""
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "manifest.jsonl").write_text(f"\n{line}", encoding="utf-8")
    with pytest.raises(BadManifest, match="第 2 行"):
        _names(tmp_path)


def test_equal_bytes_are_one_snapshot(context: Context, tmp_path: Path) -> None:
    """The same bytes under two names are kept once."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(b"same")
    outcome = keep_files(context, list(local_files([tmp_path / "a.txt", tmp_path / "b.txt"])))
    assert (outcome.counts["new"], outcome.counts["known"]) == (1, 1)


def test_an_unreadable_file_is_a_failure_and_the_rest_go_on(
    context: Context, tmp_path: Path
) -> None:
    """A dangling link is named; its neighbour is kept."""
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "b.txt").write_bytes(b"here")
    (tmp_path / "in").mkdir()
    (tmp_path / "a.txt").rename(tmp_path / "in" / "a.txt")
    (tmp_path / "b.txt").rename(tmp_path / "in" / "b.txt")
    outcome = keep_files(context, list(local_files([tmp_path / "in"])))
    assert ([Path(f.what).name for f in outcome.failures], outcome.counts["new"]) == (["a.txt"], 1)


def test_what_was_kept_reads_back(context: Context, tmp_path: Path) -> None:
    """The archived bytes are the file's."""
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))
    keep_files(context, list(local_files([tmp_path / "a.bin"])))
    with context.catalog.read() as conn:
        snapshot = snapshots.all_(conn)[0]
    assert snapshots.body(context.store, snapshot) == bytes(range(256))


def test_links_in_a_circle_stop_nothing(tmp_path: Path) -> None:
    """Two links that lead to each other are named; their neighbour comes as well."""
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "c").write_text("x", encoding="utf-8")
    assert _names(tmp_path) == ["a", "b", "c"]


def test_what_is_no_file_is_a_failure(context: Context, tmp_path: Path) -> None:
    """A pipe, a device and links in a circle are failures; nothing waits for them."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    outcome = keep_files(context, list(local_files([tmp_path])))
    assert [Path(failure.what).name for failure in outcome.failures] == ["loop", "pipe", "zero"]


@pytest.mark.parametrize("data", [b"\xff\xfe{", b"[" * 100_000, b"9" * 5000])
def test_a_manifest_of_any_bytes_is_told(tmp_path: Path, data: bytes) -> None:
    """Bytes that are no UTF-8, nesting without end and numbers without end are no manifest."""
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "manifest.jsonl").write_bytes(data)
    with pytest.raises(BadManifest):
        _names(tmp_path)


def test_a_manifest_line_ends_at_the_line_feed_alone(tmp_path: Path) -> None:
    """U+2028 inside a string is part of it."""
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    entry = json.dumps({"file": "a.txt", "agency": "某\u2028局"}, ensure_ascii=False)
    (tmp_path / "manifest.jsonl").write_text(entry, encoding="utf-8")
    assert next(local_files([tmp_path])).agency == "某\u2028局"
