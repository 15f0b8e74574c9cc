"""What can go wrong in the archive, each with one sentence."""

from __future__ import annotations


class ArchiveError(Exception):
    """Base of the room's errors."""


class ArchiveDamaged(ArchiveError):
    """Stored bytes are not those that were put there, or are not there at all."""


class ArchiveMissing(ArchiveDamaged):
    """The file or the place in it where bytes should lie is not there."""


class CatalogError(ArchiveError):
    """The catalog cannot be opened or is of another version."""


class SourceError(ArchiveError):
    """A source's description has a bad key or value: ``key``, dotted, and the ``line`` of the
    file, where they can be told."""

    def __init__(self, text: str, key: str | None = None, line: int | None = None) -> None:
        super().__init__(text)
        self.key, self.line = key, line


class Refused(ArchiveError):
    """What a person asked for cannot be: one sentence, ``words`` with named ``values`` to be put
    in, so that a page can say it in another language."""

    def __init__(self, words: str, **values: object) -> None:
        super().__init__(words % values if values else words)
        self.words, self.values = words, values


class PeopleError(Refused):
    """An account, a password or a token cannot be as was asked."""


class BackupError(ArchiveError):
    """A backup cannot be written, or a file cannot be restored; the text is one sentence."""


class DeskError(Refused):
    """What an editor or admin wants to do cannot be done."""


class HomeInUse(BackupError):
    """The data folder that a backup was to be put into is not empty."""
