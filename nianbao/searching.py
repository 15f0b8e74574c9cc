"""The command that finds: search."""

from __future__ import annotations

import click

from archive import reports as catalog_reports
from indexer.highlight import highlight
from indexer.open import open_engine
from indexer.port import BadQuery, ReportQuery, SearchPage
from nianbao import desk
from portal.payload import search_payload
from reports.divisions import by_code, codes_named
from reports.model import AGENCY_TYPES, LEVELS


@click.command()
@click.argument("query")
@click.option("--year", "years", type=int, multiple=True, help="Report year (repeatable).")
@click.option("--province", "provinces", multiple=True, help="Province: 湖北 or 湖北省.")
@click.option("--region", "regions", multiple=True, help="Division code: 420281.")
@click.option("--type", "types", multiple=True, type=click.Choice(AGENCY_TYPES))
@click.option("--level", "levels", multiple=True, type=click.Choice(LEVELS))
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def search(
    query: str,
    years: tuple[int, ...],
    provinces: tuple[str, ...],
    regions: tuple[str, ...],
    types: tuple[str, ...],
    levels: tuple[str, ...],
    limit: int,
    as_json: bool,
) -> int:
    """Search the reports."""
    question = ReportQuery(
        text=query,
        years=frozenset(years),
        regions=frozenset(map(_region, regions)) | frozenset(map(_province, provinces)),
        agency_types=frozenset(types),
        agency_levels=frozenset(levels),
        page_size=limit,
    )
    try:
        page = open_engine(desk.settings()).search(question)
    except BadQuery as exc:
        raise click.UsageError(exc.sentence) from exc
    with desk.archive() as context, context.catalog.read() as conn:
        texts = catalog_reports.sections_text(conn, [hit.id for hit in page.hits])
    if as_json:
        desk.print_json(search_payload(question, page, texts))
    else:
        _print(page, page.instead or query, texts)
    return 0


def _region(code: str) -> str:
    division = by_code(code)
    if division is None:
        raise click.UsageError(f"没有这个行政区划代码：{code}")
    return division.code


def _province(name: str) -> str:
    codes = [code for code in codes_named(name) if code.endswith("0000")]
    if len(codes) != 1:
        raise click.UsageError(f"没有这个省级地区：{name}")
    return codes[0]


def _print(page: SearchPage, query: str, texts: dict[str, str]) -> None:
    click.echo(f"{page.total} 份")
    for hit in page.hits:
        place = f"（{hit.region}）" if hit.region else ""
        click.echo(
            f"{hit.id}  {hit.year or '----'}  {hit.agency or '未识别机关'}{place}  {hit.title}"
        )
        for passage in highlight(texts.get(hit.id, ""), query):
            click.echo(f"    {passage.text}")
    for notice in page.notices:
        click.echo(notice, err=True)
