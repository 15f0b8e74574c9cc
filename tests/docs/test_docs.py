"""The docs hold what the code has: settings, rules, rows, commands, routes, names and links."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import pytest

from archive.catalog import Catalog
from archive.settings import Settings
from archive.warc import WarcStore
from indexer.open import open_engine
from nianbao.cli import cli
from portal.app import create_app
from reports.forms import FORMS, METRICS
from reports.model import TABLES
from reports.rules import RULES

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
)
ROOMS = ("reports", "archive", "crawler", "indexer", "jobs", "portal", "samples", "nianbao")

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


def _page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _rows(name: str) -> list[list[str]]:
    """The cells of every table row of a page, heads and rules included."""
    lines = [line for line in _page(name).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def _row(name: str, first: str) -> list[str]:
    """The one row of a page whose first cell is ``first``; its cells after that."""
    found = [row[1:] for row in _rows(name) if row[0].strip() == first]
    assert len(found) == 1, f"{name} has {len(found)} rows for {first}"
    return found[0]


def _shown(default: Any) -> str:
    """A setting's default as docs/SETTINGS.md writes it."""
    if default is None:
        return "not set"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_is_documented_with_its_default(name: str) -> None:
    """Every setting has a row with its variable and its default."""
    default = Settings.model_fields[name].default
    assert _row("docs/SETTINGS.md", f"`NIANBAO_{name.upper()}`")[0] == _shown(default)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_documented_with_its_severity(rule: str) -> None:
    """Every check rule has a row with its severity."""
    assert _row("docs/CHECKS.md", f"`{rule}`")[0] == RULES[rule].severity


@pytest.mark.parametrize(
    ("row", "label"),
    sorted(
        {(row.id, row.label) for f in FORMS.values() for rows in f.tables.values() for row in rows}
    ),
)
def test_a_form_row_is_documented_with_its_label(row: str, label: str) -> None:
    """Every row of the forms stands in docs/FORMS.md beside its printed label."""
    assert any(
        cells[0] == f"`{row}`" and label in cells[1].split(" / ")
        for cells in _rows("docs/FORMS.md")
    )


@pytest.mark.parametrize(
    "column",
    sorted({column.id for form in FORMS.values() for _, _, column in form.every_cell()}),
)
def test_a_form_column_is_documented(column: str) -> None:
    """Every column of the forms stands in docs/FORMS.md."""
    assert f"`{column}`" in _page("docs/FORMS.md")


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_a_metric_is_documented_with_its_short_name(metric: Any) -> None:
    """Every metric has a row with the name that a query calls it by."""
    rows = [row for row in _rows("docs/FORMS.md") if row[0] == f"`{metric.id}`"]
    assert any(row[1] == metric.short for row in rows)


def _commands() -> list[str]:
    """Every command, those of groups as ``group command``."""
    found: list[str] = []
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            found += [f"{name} {inner}" for inner in command.commands]
        else:
            found.append(name)
    return sorted(found)


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("command", _commands())
def test_a_command_is_documented(readme: str, command: str) -> None:
    """Every command stands in the table of commands of both READMEs."""
    listed = [code for row in _rows(readme) for code in _CODE.findall(row[0])]
    assert any(code == command or code.startswith(f"{command} ") for code in listed)


def test_the_routes_are_documented(tmp_path: Path) -> None:
    """The addresses in docs/ARCHITECTURE.md are those that the portal answers."""
    settings = Settings(home=tmp_path)
    catalog = Catalog.open(settings)
    store = WarcStore(settings.warc_dir, settings.warc_max_bytes)
    try:
        app = create_app(settings, open_engine(settings), catalog, store)
    finally:
        store.close()
        catalog.close()
    listed = {code for row in _rows("docs/ARCHITECTURE.md") for code in _CODE.findall(row[0])}
    answered = {rule.rule for rule in app.url_map.iter_rules()}
    assert {code for code in listed if code.startswith("/")} == answered


def _glossary_names() -> list[str]:
    return sorted({name for row in _rows("docs/GLOSSARY.md") for name in _CODE.findall(row[-1])})


def _exists(name: str) -> bool:
    """Whether a dotted Python name leads to something, module by module, then by attribute."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            if part in getattr(found, "model_fields", ()) or part in getattr(
                found, "__dataclass_fields__", ()
            ):
                return True
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def _form_names() -> set[str]:
    """Tables, rows, groups of rows, columns and metrics."""
    names: set[str] = {*TABLES, *(metric.id for metric in METRICS)}
    for form in FORMS.values():
        for _, row, column in form.every_cell():
            names |= {row.id, row.id.split(".", maxsplit=1)[0], column.id}
    return names


@pytest.mark.parametrize("name", _glossary_names())
def test_a_name_of_the_glossary_exists(name: str) -> None:
    """A name in the glossary is a Python name of a room, or a name of the forms."""
    assert (
        _exists(name)
        if name.split(".", maxsplit=1)[0] in ROOMS and "." in name
        else name in _form_names()
    )


def _headings(readme: str) -> list[str]:
    text = _FENCE.sub("", _page(readme))
    return [line.split(" ")[0] for line in text.splitlines() if line.startswith("#")]


def test_the_readmes_have_the_same_headings() -> None:
    """Both READMEs have as many headings, of the same levels in the same order."""
    assert _headings(READMES[0]) == _headings(READMES[1])


def test_the_readmes_have_the_same_code() -> None:
    """Both READMEs show the same blocks of code."""
    assert _FENCE.findall(_page(READMES[0])) == _FENCE.findall(_page(READMES[1]))


def test_the_readmes_have_the_same_links() -> None:
    """Both READMEs lead to the same places, each to the other among them."""
    english, chinese = (set(_LINK.findall(_page(readme))) for readme in READMES)
    assert english - {READMES[1]} == chinese - {READMES[0]}


@pytest.mark.parametrize("page", PAGES)
def test_relative_links_lead_somewhere(page: str) -> None:
    """Every relative link of a page leads to a file or a folder of the checkout."""
    links = [link for link in _LINK.findall(_FENCE.sub("", _page(page))) if ":" not in link]
    targets = [unquote(link.partition("#")[0]) for link in links]
    folder = (ROOT / page).parent
    assert [target for target in targets if target and not (folder / target).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_modules_named_in_a_page_exist(page: str) -> None:
    """A file or folder of a room that a page names in code is there."""
    named = {code for code in _CODE.findall(_FENCE.sub("", _page(page))) if "/" in code}
    paths = [code for code in named if code.split("/")[0] in {*ROOMS, "tests", "templates", "docs"}]
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
