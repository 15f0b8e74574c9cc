"""``python -m crawler``: the crawl's child process; see `crawler.child`."""

from __future__ import annotations

import sys

from crawler.parent import die_with

# before all that takes a second to import: a parent may be killed meanwhile
die_with(int(sys.argv[1]))

from crawler.child import main  # noqa: E402

sys.exit(main())
