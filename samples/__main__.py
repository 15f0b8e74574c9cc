"""``python -m samples --port 8017``: the sample site until Ctrl-C."""

from __future__ import annotations

import argparse
import sys
import threading
from contextlib import suppress

from samples.site import serve


def main() -> None:
    """Serves the sample site in the foreground."""
    parser = argparse.ArgumentParser(prog="samples", description=__doc__)
    parser.add_argument("--port", type=int, default=8017)
    arguments = parser.parse_args()
    with serve(arguments.port) as site, suppress(KeyboardInterrupt):
        sys.stdout.write(f"sample site (made-up data) at {site.url}\n")
        sys.stdout.flush()
        threading.Event().wait()


main()
