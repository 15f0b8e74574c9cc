"""Runs one program, and ends it with all it started when its time is up or its parent is gone.

A script that is started by its path, in a session of its own: it is up at once and needs nothing
of ours. Arguments: the parent's process id, limits on memory and on any file written (bytes), a
limit on time (seconds), the command. The program's exit code is printed; then the whole process
group is killed, this script included, so that nothing stays behind.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

_PR_SET_PDEATHSIG = 1  # Linux prctl(2)
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # Linux unshare(2)


def main(arguments: list[str]) -> None:
    """Runs the command; never returns."""
    parent, memory, size, seconds = (int(text) for text in arguments[:4])
    libc = ctypes.CDLL(None, use_errno=True)
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGALRM, _end)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before the kernel was told
        _end()
    signal.alarm(max(seconds, 1))
    _leave_network(libc)
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, size),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    code = subprocess.call(
        arguments[4:],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.write(sys.stdout.fileno(), f"{code}\n".encode())
    _end()


def _end(_signal: int = 0, _frame: FrameType | None = None) -> None:
    if os.getpgrp() != os.getpid():  # not in a session of its own: the group is not ours to kill
        os._exit(1)
    os.killpg(0, signal.SIGKILL)


def _leave_network(libc: ctypes.CDLL) -> None:
    """Goes where there is no network, so that no document can have anything fetched. Where the
    kernel does not allow that, the program's own settings must do."""
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_NETWORK) == 0 or libc.unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return
    own = Path("/proc/self")
    (own / "setgroups").write_text("deny", encoding="ascii")
    (own / "uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    (own / "gid_map").write_text(f"{group} {group} 1", encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1:])
