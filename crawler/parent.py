"""A crawl's process ends with the one that began it, however that ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Asks the kernel (Linux) to end this process when its parent ends. OSError when it will
    not."""
    if not sys.platform.startswith("linux"):
        return
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")


def check_parent(parent: int) -> None:
    """Ends this process if its parent is no longer the one that began it: that one ended before
    the kernel was asked."""
    if sys.platform.startswith("linux") and os.getppid() != parent:
        raise SystemExit(1)
