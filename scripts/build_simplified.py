"""Writes reports/data/simplified.txt: a traditional character and its simplified one a line.

Usage, from the root of the checkout::

    pip download --no-deps opencc-python-reimplemented==0.1.7
    python scripts/build_simplified.py opencc_python_reimplemented-0.1.7-py2.py3-none-any.whl

Read from the wheel's TSCharacters.txt. Of several simplified characters the first is taken, and
characters that stay as they are (藉, 覆) are left out.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

OUTPUT = Path(__file__).resolve().parents[1] / "reports" / "data" / "simplified.txt"
MEMBER = "opencc/dictionary/TSCharacters.txt"


def _last(char: str, table: dict[str, str]) -> str:
    """The end of a chain of conversions (薴 → 苧 → 苎), so that folding twice changes nothing."""
    seen = {char}
    while (new := table.get(char, char)) not in seen:
        seen.add(new)
        char = new
    return char


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        rows = wheel.read(MEMBER).decode("utf-8").splitlines()
    table = {row[0]: row.partition("\t")[2].split()[0] for row in rows if row}
    lines = [old + _last(old, table) for old in table if _last(old, table) != old]
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{OUTPUT.name}: {len(lines)} characters")


if __name__ == "__main__":
    main()
