"""The sentences of a report: our own words around the report's own numbers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from reports.model import TableKind
from samples.agencies import Agency
from samples.dice import dice
from samples.figures import Figures

NOTICE = "示例数据，内容虚构"
_RANGE = re.compile(r"\{(\d+)-(\d+)\}")
_FIRST_YEAR = 2000
_HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


@dataclass(frozen=True, slots=True)
class SampleSection:
    """A section: its heading, its paragraphs, and the form table or annex that follows them."""

    heading: str
    paragraphs: tuple[str, ...]
    table: TableKind | None = None
    annex: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes for one body and year; the same seed gives the same words."""

    agency: Agency
    year: int
    seed: int

    def say(self, bank: str, position: int = 0) -> str:
        """A sentence of a bank: another one each year until the bank is used up."""
        order = list(_bank(bank))
        dice(self.seed, self.agency.slug, bank).shuffle(order)
        text = order[(self.year - _FIRST_YEAR + position) % len(order)]
        numbers = dice(self.seed, self.agency.slug, self.year, bank, position)
        text = _RANGE.sub(lambda m: str(numbers.randint(int(m[1]), int(m[2]))), text)
        return text.format(
            agency=self.agency.name, self=self.agency.own, place=self.agency.place,
            year=self.year, next=self.year + 1, phone=self.phone,
        )  # fmt: skip

    @property
    def phone(self) -> str:
        """A number that cannot be anyone's: no local number opens with 0."""
        tail = dice(self.seed, self.agency.slug, "phone").randint(1000, 9999)
        return f"{self.agency.area_code}-000{tail}"

    def topics(self) -> tuple[str, str]:
        """Two paragraphs on the body's own field, not those of the year before."""
        bank = f"topics.{self.agency.kind}"
        return self.say(bank, self.year), self.say(bank, self.year + 1)


@cache
def _banks() -> Mapping[str, Any]:
    return tomllib.loads(files("samples").joinpath("data/prose.toml").read_text(encoding="utf-8"))


def _bank(name: str) -> tuple[str, ...]:
    value: Any = _banks()
    for part in name.split("."):
        value = value[part]
    return tuple(value)


def sections(
    writer: Writer, figures: Figures, before: Figures | None, told: int, *, annex: bool
) -> tuple[SampleSection, ...]:
    """The six sections; ``told`` is the number of new requests the text gives."""
    if figures.form == "free":
        return _free(writer, figures, told, annex=annex)
    overview = (
        f"（一）主动公开。{writer.say('proactive')}",
        *writer.topics(),
        _decisions(writer, figures),
        f"（二）依申请公开。{_requests(figures, before, told)}",
        writer.say("requests"),
        f"（三）政府信息管理。{writer.say('governance')}",
        f"（四）政府信息公开平台建设。{writer.say('platform')}",
        f"（五）监督保障。{writer.say('supervision')}",
        _remedies(figures),
    )
    ending = [writer.say("others")]
    if figures.form == "2021":
        ending.insert(0, writer.say("fees"))
    problems = (writer.say("problems"), writer.say("improved"), writer.say("plans"))
    bodies = (overview, (), (), (), problems, tuple(ending))
    tables: tuple[TableKind | None, ...] = (
        None, "proactive", "requests", "remedies", None, None,
    )  # fmt: skip
    return tuple(map(SampleSection, _HEADINGS, bodies, tables))


def _free(writer: Writer, figures: Figures, told: int, *, annex: bool) -> tuple[SampleSection, ...]:
    disclosed = dice(writer.seed, writer.agency.slug, writer.year, "disclosed").randint(180, 2400)
    proactive = f"全年主动公开政府信息{disclosed}条。{writer.say('proactive')}"
    first, second = writer.topics()
    indicators = (
        ("主动公开政府信息数", "条", str(disclosed)),
        ("收到政府信息公开申请数", "件", str(told)),
        ("申请办结数", "件", str(figures.requests["total", "total"])),
        ("行政复议数量", "件", str(figures.remedies["reconsideration", "total"])),
        ("行政诉讼数量", "件", str(_suits(figures))),
    )
    result = [
        SampleSection("一、概述", (writer.say("old_overview"), writer.say("governance"))),
        SampleSection(
            "二、主动公开政府信息情况",
            (proactive, first, second, _decisions(writer, figures), writer.say("platform")),
        ),
        SampleSection(
            "三、依申请公开政府信息情况",
            (_requests(figures, None, told), writer.say("requests")),
        ),
        SampleSection("四、政府信息公开收费及减免情况", (writer.say("old_fees"),)),
        SampleSection("五、行政复议、行政诉讼情况", (_remedies(figures),)),
        SampleSection(
            "六、存在的主要问题和改进措施", (writer.say("problems"), writer.say("plans"))
        ),
    ]
    if annex:
        result.append(SampleSection("附表：政府信息公开情况统计表", (), annex=indicators))
    return tuple(result)


def _requests(figures: Figures, before: Figures | None, told: int) -> str:
    count = {row: n for (row, column), n in figures.requests.items() if column == "total"}
    if not told and not count["carried_in"]:
        return "本年度未收到政府信息公开申请，也没有上年度结转的申请。"
    people = figures.requests["received", "natural_person"]
    parts = [f"本年度收到政府信息公开申请{told}件，其中自然人提出{people}件"]
    parts.append(f"上年结转{count['carried_in']}件" if count["carried_in"] else "没有上年结转")
    text = "；".join(parts) + "。"
    shares = (
        ("予以公开", count["granted"]),
        ("部分公开", count["partly_granted"]),
        ("不予公开", _group(count, "refused.")),
        ("无法提供", _group(count, "not_available.")),
        ("不予处理", _group(count, "not_processed.")),
    )
    listed = "、".join(f"{name}{n}件" for name, n in shares if n)
    text += f"全年办结{count['total']}件" + (f"，其中{listed}。" if listed else "。")
    if count["carried_out"]:
        text += f"结转下年度继续办理{count['carried_out']}件。"
    if before is not None:
        text += _change(told - before.requests["received", "total"])
    return text


def _group(count: dict[str, int], prefix: str) -> int:
    return sum(n for row, n in count.items() if row.startswith(prefix))


def _change(by: int) -> str:
    if by == 0:
        return "数量与上年持平。"
    return f"数量比上年{'增加' if by > 0 else '减少'}{abs(by)}件。"


def _suits(figures: Figures) -> int:
    rows = ("direct_suit", "suit_after_reconsideration")
    return sum(figures.remedies[row, "total"] for row in rows)


def _remedies(figures: Figures) -> str:
    reconsiderations = figures.remedies["reconsideration", "total"]
    suits = _suits(figures)
    if not reconsiderations and not suits:
        return "全年没有发生因政府信息公开引起的行政复议和行政诉讼。"
    first = f"行政复议{reconsiderations}件" if reconsiderations else "没有行政复议"
    second = f"行政诉讼{suits}件" if suits else "没有行政诉讼"
    return f"全年因政府信息公开发生{first}，{second}，均按时提交证据和答复材料。"


def _decisions(writer: Writer, figures: Figures) -> str:
    names = (
        ("licences", "行政许可"),
        ("penalties", "行政处罚"),
        ("compulsory_measures", "行政强制"),
    )
    counts = [(label, figures.proactive[row, "decisions"]) for row, label in names]
    made = "、".join(f"{label}决定{_plain(n)}件" for label, n in counts if n)
    if not made:
        return f"{writer.agency.own}全年没有作出行政许可、行政处罚和行政强制决定。"
    return f"全年作出{made}，依法应当公开的结果信息均在七个工作日内上网公示。"


def _plain(value: Decimal) -> str:
    return str(int(value))
