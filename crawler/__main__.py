"""``python -m crawler``: the crawl's child process; see `crawler.child`."""

from __future__ import annotations

import sys

from crawler.child import main

sys.exit(main())
