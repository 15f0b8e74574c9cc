"""One write of the API, with the sentence of the archive where it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from archive.errors import Refused
from portal.api.problems import CannotBe
from portal.house import house


@contextmanager
def deed() -> Iterator[Connection]:
    """A transaction in which something is done. CannotBe, in the sentence that the desk says too."""
    try:
        with house().catalog.begin() as conn:
            yield conn
    except Refused as refused:
        raise CannotBe.of(refused) from refused
