"""Which sources a command means, and how much crawls of them would fetch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from archive import crawl_plans
from archive.crawl_plans import Chosen, Plan
from archive.errors import DeskError
from jobs.context import Context
from nianbao import desk


def chosen(context: Context, names: Sequence[str], region: str | None) -> Chosen:
    """The sources of these names and of that region; all that are enabled where neither is given.
    UsageError for what there is not."""
    with context.catalog.read() as conn:
        try:
            every = not names and region is None
            found = crawl_plans.chosen(conn, names, region, every=every)
        except DeskError as exc:
            raise click.UsageError(f"{exc}（见 nianbao sources list）") from exc
    if not found.sources:
        raise click.UsageError("没有可以抓取的来源（见 nianbao sources add）")
    return found


def tell(context: Context, found: Chosen) -> None:
    """Prints what crawls of these sources would fetch: a line each, the sum, a line a host."""
    usual, now = context.settings.crawl_delay, datetime.now(UTC)
    with context.catalog.read() as conn:
        plans = crawl_plans.plans(conn, found.sources, usual, now)
    whole = crawl_plans.together(plans)
    told = [_cells(plan) for plan in plans]
    told += [[source.id, "停用，不抓"] for source in found.disabled]
    told.append([
        f"共 {len(plans)} 个来源", f"{whole.requests} 次请求",
        f"文档 {whole.least}–{whole.most} 字节",
        f"一个工作进程至少 {whole.alone:.0f} 秒，够多时 {whole.together:.0f} 秒",
    ])  # fmt: skip
    told += [
        [host, f"{number} 次请求", f"至少 {seconds:.0f} 秒"]
        for host, (number, seconds) in whole.by_host.items()
    ]
    for cells in told:
        click.echo("\t".join(map(desk.one_line, cells)))


def _cells(plan: Plan) -> list[str]:
    known = "没抓过，预期" if plan.guessed else "已知"
    cells = [
        plan.source.id, f"列表 {plan.lists} 页",
        f"{known} {plan.documents} 份文档，{plan.conditional} 份只问变没变",
        f"{plan.requests} 次请求", f"文档 {plan.least}–{plan.most} 字节", f"间隔 {plan.delay:g} 秒",
        f"至少 {plan.seconds:.0f} 秒",
    ]  # fmt: skip
    if plan.open is not None:
        put_off = plan.open.state == "queued" and plan.open.run_after > datetime.now(UTC)
        cells.append(f"运行 {plan.open.id} {'已推后' if put_off else '已在排队或进行'}")
    if plan.goes_on:
        cells.append("接着上次没抓完的")
    if plan.source.night:
        cells.append(f"只在 {plan.source.night} 时抓（北京时间）")
    if plan.refused:
        cells.append(f"上次 {plan.refused} 个地址不许或不予抓取")
    return cells
