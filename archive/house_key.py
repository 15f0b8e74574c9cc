"""The house's own key: 32 random bytes in ``$NIANBAO_HOME/key`` (0600), made when first asked for.

It keys the digests of addresses and signs what forms carry. It is in no backup: with a new one
nothing is lost but waits of failed logins and forms that are open just then.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from archive.errors import ArchiveError
from archive.settings import Settings

_BYTES = 32


def house_key(settings: Settings) -> bytes:
    """The key. Processes that ask at once get the same. ArchiveError when it cannot be kept."""
    path = settings.home / "key"
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            handle, made = mkstemp(dir=settings.home, prefix=".key-")  # 0600, as mkstemp does
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(_BYTES))
                file.flush()
                os.fsync(handle)
            with suppress(FileExistsError):
                os.link(made, path)  # unlike a rename, it never takes another's place
            Path(made).unlink()
        key = path.read_bytes()
    except OSError as exc:
        raise ArchiveError(f"the house's key cannot be kept: {exc}") from exc
    if len(key) != _BYTES:
        raise ArchiveError(f"the house's key {path} is damaged; delete it to have a new one made")
    return key
