"""Old office files through LibreOffice: converted and read, within limits, leaving nothing behind."""

from __future__ import annotations

import http.server
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.settings import Settings
from jobs.reading import ReadingProcess, keeper, office
from reports.document import Unreadable
from reports.model import AnnualReport, Hints
from samples.corpus import reports
from tests.reports.offices import lines_of, make_docx, make_ole, printed, zipped

REPORT = next(report for report in reports() if report.key == "jxcg-2021")
OLD = make_ole({"WordDocument": b"x"})
RTF = rb"{\rtf1\ansi x}"
KEEPER = str(Path(keeper.__file__))

needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="needs LibreOffice (apt-get install libreoffice-writer)"
)
linux = pytest.mark.skipif(sys.platform != "linux", reason="prctl and unshare are Linux's")


def _read(data: bytes, settings: Settings | None = None) -> AnnualReport:
    with ReadingProcess(settings or Settings()) as process:
        return process.read(data, Hints())


def _codes(report: AnnualReport) -> list[str]:
    return [issue.code for issue in report.issues]


def _stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program in LibreOffice's place; ``$out`` is the folder for the result."""
    program = folder / "bin" / "soffice"
    program.parent.mkdir()
    find = 'while [ "$1" != --outdir ]; do shift; done; out=$2; source=$3\n'
    program.write_text(f"#!/bin/sh\n{find}{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _noted_pid(folder: Path) -> int:
    """The process id that the stand-in wrote down."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if (folder / "pid").is_file() and (text := (folder / "pid").read_text().strip()):
            return int(text)
        time.sleep(0.02)
    raise AssertionError("the stand-in did not start")


def _gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not _alive(pid)


@pytest.fixture(scope="module")
def old_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up report as DOC, RTF and ODT, written by LibreOffice itself."""
    folder = tmp_path_factory.mktemp("old")
    (folder / "a.docx").write_bytes(make_docx(lines_of(REPORT)))
    profile = (folder / "profile").as_uri()
    for suffix in ("doc", "rtf", "odt"):
        subprocess.run(
            [
                "soffice", f"-env:UserInstallation={profile}", "--headless",
                "--convert-to", suffix, "--outdir", str(folder), str(folder / "a.docx"),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return folder


@needs_libreoffice
@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_an_old_file_is_converted_and_read(old_files: Path, suffix: str) -> None:
    """Every cell of the report is what was printed, and an Issue says how it was read."""
    report = _read((old_files / f"a.{suffix}").read_bytes())
    expected = (REPORT.title, dict(REPORT.cells), ["converted"])
    assert (report.title, printed(report), _codes(report)) == expected


@needs_libreoffice
def test_an_old_file_in_an_archive_is_converted(old_files: Path) -> None:
    """A ZIP that holds a DOC is read with the DOC converted."""
    report = _read(zipped({"年报.doc": (old_files / "a.doc").read_bytes()}))
    assert (printed(report), _codes(report)) == (dict(REPORT.cells), ["converted"])


@needs_libreoffice
def test_a_file_it_cannot_open_is_an_issue() -> None:
    """An OLE file with nothing in it."""
    assert _codes(_read(OLD)) == ["conversion"]


@pytest.mark.parametrize("data", [OLD, RTF, zipped({"a.doc": OLD})], ids=["doc", "rtf", "zip"])
def test_without_libreoffice_the_issue_says_so(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document is not read, and the reason is what is missing."""
    monkeypatch.setenv("PATH", str(tmp_path))
    report = _read(data)
    assert (_codes(report), "LibreOffice" in (report.reason or "")) == (["needs_libreoffice"], True)


def test_without_libreoffice_a_report_beside_an_old_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An appendix in DOC is left out, the report in DOCX is not."""
    monkeypatch.setenv("PATH", str(tmp_path))
    report = _read(zipped({"a.docx": make_docx(lines_of(REPORT)), "b.doc": OLD}))
    assert (report.is_report, _codes(report)) == (True, ["member_left_out"])


def test_a_conversion_that_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document gets an Issue."""
    _stand_in(tmp_path, monkeypatch, "sleep 60")
    assert _codes(_read(OLD, Settings(read_seconds=1.0))) == ["timeout"]


def test_what_it_started_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A grandchild left behind is killed, after success as well."""
    _stand_in(
        tmp_path, monkeypatch, f"sleep 60 & echo $! > {tmp_path}/pid\ncp $source $out/document.docx"
    )
    office.converted(RTF, Settings())
    assert _gone(_noted_pid(tmp_path))


def test_nothing_stays_in_the_scratch_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Source, result and profile are gone after the run."""
    _stand_in(tmp_path, monkeypatch, "cp $source $out/document.docx")
    office.converted(RTF, Settings())
    assert [path.name for path in tmp_path.iterdir()] == ["bin"]


def test_the_result_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that writes without end is stopped by the limit on files."""
    _stand_in(tmp_path, monkeypatch, "head -c 3000000 /dev/zero > $out/document.docx")
    with pytest.raises(Unreadable) as caught:
        office.converted(RTF, Settings(max_document_bytes=1_000_000))
    assert caught.value.code == "conversion"


@linux
def test_the_program_ends_with_our_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process killed by SIGKILL while it waits leaves no LibreOffice behind."""
    _stand_in(tmp_path, monkeypatch, f"echo $$ > {tmp_path}/pid\nsleep 60")
    script = (
        "from archive.settings import Settings\n"
        "from jobs.reading import office\n"
        f"office.converted({RTF!r}, Settings())\n"
    )
    ours = subprocess.Popen(
        [sys.executable, "-c", script], env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    pid = _noted_pid(tmp_path)
    ours.send_signal(signal.SIGKILL)
    ours.wait()
    assert _gone(pid)


@pytest.fixture
def address() -> Iterator[str]:
    """A server on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def _connects(address: str, *before: str) -> bool:
    host, port = address.split(":")
    code = f"import socket; socket.create_connection(({host!r}, {port}), 5).close()"
    command = [*before, sys.executable, "-c", f"{code}; open('connected', 'w').close()"]
    subprocess.run(command, check=False, capture_output=True, start_new_session=True)
    return Path("connected").is_file()


@linux
def test_the_program_has_no_network(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What runs under the keeper reaches not even this machine's own ports; without it, it does."""
    leave = ["unshare", "--net", "--map-root-user", "true"]
    if subprocess.run(leave, check=False, capture_output=True).returncode:
        pytest.skip("needs a kernel that lets this user leave the network")
    monkeypatch.chdir(tmp_path)
    limits = [str(os.getpid()), str(2 << 30), str(1 << 20), "20"]
    kept = _connects(address, sys.executable, KEEPER, *limits)
    assert (kept, _connects(address)) == (False, True)
