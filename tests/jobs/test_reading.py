"""The reading process: limits, deaths, and what is said of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from archive.settings import Settings
from jobs.reading import ReadingProcess
from reports.model import Hints

REPORT = "某区财政局2021年政府信息公开工作年度报告\n" + "一、总体情况\n全年主动公开信息。\n" * 12


def _hang(pipe: Connection, *_limits: int) -> None:
    pipe.send("ready")
    pipe.recv()
    time.sleep(60)


def _die(pipe: Connection, *_limits: int) -> None:
    pipe.send("ready")
    pipe.recv()
    os.kill(os.getpid(), signal.SIGKILL)


def test_reads_in_a_child() -> None:
    """What the child reads comes back whole."""
    with ReadingProcess(Settings()) as process:
        report = process.read(REPORT.encode(), Hints())
    assert (report.is_report, report.year) == (True, 2021)


def test_hints_reach_the_reader() -> None:
    """A manifest's agency is among the evidence."""
    with ReadingProcess(Settings()) as process:
        report = process.read(REPORT.encode(), Hints(agency="某区教育局"))
    assert "manifest" in {item.source for item in report.evidence}


def test_too_large_a_document_is_not_sent() -> None:
    """A document over the limit is refused with its size."""
    with ReadingProcess(Settings(max_document_bytes=10)) as process:
        report = process.read(b"x" * 11, Hints())
    assert [issue.code for issue in report.issues] == ["too_large"]


def test_a_hanging_reader_is_stopped() -> None:
    """A document that takes too long is an Issue, not a standstill."""
    with ReadingProcess(Settings(read_seconds=0.3), serve=_hang) as process:
        report = process.read(b"x", Hints())
    assert [issue.code for issue in report.issues] == ["timeout"]


def test_a_killed_reader_is_an_issue() -> None:
    """A child that dies over a document is said so."""
    with ReadingProcess(Settings(), serve=_die) as process:
        report = process.read(b"x", Hints())
    assert [issue.code for issue in report.issues] == ["reader_killed"]


def test_the_next_document_gets_a_new_reader(tmp_path: Path) -> None:
    """After a child's death the next document is read."""
    with ReadingProcess(Settings(home=tmp_path)) as process:
        process.read(REPORT.encode(), Hints())
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        assert process.read(REPORT.encode(), Hints()).is_report


def test_memory_has_a_limit() -> None:
    """A document that wants more memory than allowed is an Issue."""
    wide = b"<table>" + b"<tr>" + b"<td>1</td>" * 2_000_000 + b"</table>"
    with ReadingProcess(Settings(read_memory_bytes=400 << 20)) as process:
        report = process.read(wide, Hints())
    codes = {issue.code for issue in report.issues}
    assert codes & {"memory", "reader_killed", "reader_error"}


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_the_child_ends_with_its_parent() -> None:
    """A parent killed by SIGKILL leaves no reader behind."""
    script = (
        "from archive.settings import Settings\n"
        "from jobs.reading import ReadingProcess\n"
        "from reports.model import Hints\n"
        "import time\n"
        "if __name__ == '__main__':\n"
        "    with ReadingProcess(Settings()) as process:\n"
        "        process.read(b'x', Hints())\n"
        "        print(process.pid, flush=True)\n"
        "        time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(child)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _never(*_arguments: object) -> None:
    os._exit(3)


def test_a_child_that_cannot_start_is_no_fault_of_the_document() -> None:
    """Nothing is said of the document, so that it is read when the child can start again."""
    with (
        ReadingProcess(Settings(), serve=_never) as process,
        pytest.raises(RuntimeError, match="did not start"),
    ):
        process.read(b"x", Hints())


def test_a_dying_child_says_nothing() -> None:
    """The child's stderr leads nowhere: an interpreter's last words are no sentence."""
    with ReadingProcess(Settings()) as process:
        process.read(REPORT.encode(), Hints())
        assert Path(f"/proc/{process.pid}/fd/2").readlink() == Path(os.devnull)
