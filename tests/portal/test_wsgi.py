"""The portal as gunicorn starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote_plus

from archive import runs
from archive.catalog import Catalog
from archive.settings import Settings
from portal import wsgi
from tests.portal.shelf import Shelf, report

_WORKER = """
import subprocess, sys, threading
from archive import runs
from portal import wsgi
from portal.house import house

made = wsgi.app()
for thread in threading.enumerate():
    if thread is not threading.current_thread():
        thread.join(60)
subprocess.run(sys.argv[1:], check=True)
with made.app_context():
    runs.request(house().catalog, "verify")
subprocess.run(sys.argv[1:], check=True)
"""
"""Warms itself, lets another process look into the catalog, writes, lets it look again."""
_LOOK = """
from archive import runs
from archive.catalog import Catalog
from archive.settings import Settings

catalog = Catalog.open(Settings())
print(len(runs.recent(catalog, 9)))
catalog.close()
"""


def test_what_a_worker_writes_stays(tmp_path: Path) -> None:
    """Though commands open and close the catalog beside it: it holds its locks on the catalog's
    files, so that nobody takes the write-ahead log away from it."""
    settings = Settings(home=tmp_path / "home")
    Catalog.open(settings).close()
    other = [sys.executable, "-c", _LOOK]
    told = subprocess.run(
        [sys.executable, "-c", _WORKER, *other], check=True, capture_output=True, text=True,
        env=os.environ | {"NIANBAO_HOME": str(settings.home)},
    )  # fmt: skip
    assert told.stdout.split() == ["0", "1"]
    catalog = Catalog.open(settings)
    assert [run.kind for run in runs.recent(catalog, 9)] == ["verify"]
    catalog.close()


def test_what_a_worker_asks_itself_are_pages(shelf: Shelf) -> None:
    """Reports that are held, their bodies and years by name; of one that names nobody only its page."""
    named, unnamed = shelf.put(report()), shelf.put(report(agency=None, region=None))
    shelf.index()
    asked = wsgi.first_addresses(shelf.catalog)
    answers = {address: shelf.client.get(address).status_code for address in asked}
    assert set(answers.values()) == {200}
    searched = unquote_plus(" ".join(answers))
    assert {f"/reports/{named}", f"/reports/{unnamed}"} <= set(answers)
    assert ("q=大冶市水利局 2023" in searched, "/search?q=2012" in answers, "None" in searched) == (
        True, True, False,
    )  # fmt: skip
