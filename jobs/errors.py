"""Wrong use that only the work itself finds out, each with one sentence. Apart from the work, so
that the command line can tell them without importing it."""

from __future__ import annotations


class WrongUse(Exception):
    """What was asked for cannot be done as it was asked."""


class BadManifest(WrongUse):
    """A manifest that cannot be used; the text names file and line."""


class UnknownTarget(WrongUse):
    """A run's target names nothing there is."""


class BadMailSettings(WrongUse):
    """Settings by which no mail can be sent; the text names which, and not its value."""
