"""The type of a body that the page never names whole: its title, its own sentences, its host.

A copy may have lost the place (``某某体育城市管理综合执法局``), a text may speak of ``市商务局`` or of
``我办`` alone. What is left says the kind of body though not which. Folders lie (one bureau's
reports in another's folder) and are not asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from reports.document import Document
from reports.metadata.fields import REPORT_TITLE
from reports.metadata.hosts import host_department
from reports.metadata.kinds import OTHER, TOWNSHIPS, ZONES, agency_type
from reports.model import Evidence
from reports.text import squeeze

_HEAD_LINES = 12
_BODY = r"[一-龥]{1,12}?(?:局|厅|委员会|委|办公室|政府)"
_CRUMB = re.compile(r"([一-龥]{2,14}(?:局|厅|委员会|委|政府))>")
_DOES = "(?:共(?!同)|深入|进一步|认真|主动|坚持|积极|高度重视|严格|扎实|不断|切实)"
_SUBJECT = re.compile(rf"(?:^|[,。;:])([省市县区州旗](?:政府|{_BODY})){_DOES}", re.MULTILINE)
_COMBINED = re.compile(rf"结合([省市县区州旗]?{_BODY})(?:政府)?信息公开")
_ZONE = re.compile(
    rf"(?:^|[,。;:])[一-龥]{{2,12}}(?:开发区|高新区|园区|示范区|度假区|保税区){_DOES}", re.MULTILINE
)
_OWN_TOWN = re.compile("我[镇乡]|我街道")
_TRADE = re.compile(
    r"结合([一-龥]{2,6}?)(?:部门|系统|行业)?工作(?:特色|特点|实际|职能)|全体([一-龥]{2,4}?)(?:干部|系统)"
)
_OTHER_TRADES = re.compile(
    "人防|人民防空|民族|宗教|侨务|外事|信访|档案|机关事务|气象|烟草|史志|地方志|党校|残联|公积金|供销|参事"
)
# the first label of a department's host, in the initials that these hosts use everywhere;
# swj (商务, 水务, 税务) and lyj (林业, 旅游) mean several and are left out
_HOST_TYPES = {
    "公安": "gaj gat", "司法": "sfj sft", "教育": "jyj jyt edu", "科技": "kjj kjt kjw", "工信": "gxj gxt jxj jxt jxw gxw",
    "民政": "mzj mzt", "财政": "czj czt", "人社": "rsj rst rlsbj hrss rsjs", "自然资源": "zrzyj zrzyt zrzy gtj gtt ghj",
    "生态环境": "sthjj sthjt sthj hbj hbt", "住建": "zjj zjt zjw jsj jst zfcxjsj zfhcxjsj", "交通": "jtj jtt jtysj jtyst jtw",
    "水利": "slj slt", "农业农村": "nyj nyt nyncj nynct nync nyw", "商务": "sww swt", "文旅": "wlj wlt whlyj wglj wgxj",
    "卫健": "wjw wsjkw wsj wst", "应急": "yjj yjt yjglj", "审计": "sjj sjt", "市场监管": "scjgj scjg scjgt scjdglj",
    "国资": "gzw", "统计": "tjj", "医保": "ybj", "发改": "fgw drc", "城管执法": "cgj cgw cgzfj zhzfj xzzfj",
    "其他": "rf rfb rfj xfj jgswj daj",
}  # fmt: skip
_OF_HOST = {label: kind for kind, labels in _HOST_TYPES.items() for label in labels.split()}


def find_type(document: Document, title: str | None, url: str | None) -> Iterator[Evidence]:
    """Types that the page speaks of, as evidence on ``agency_type``."""
    if title:
        name = REPORT_TITLE.split(squeeze(title))[0]
        if (kind := agency_type(name)) != OTHER:
            yield Evidence("agency_type", kind, "title", title, 0.7)
    lines = [squeeze(line) for line in document.paragraphs()]
    for line in lines[:_HEAD_LINES]:
        if (match := _CRUMB.search(line)) and (kind := agency_type(match[1])) != OTHER:
            yield Evidence("agency_type", kind, "breadcrumb", match[0], 0.5)
            break
    text = "\n".join(lines)
    yield from _in_sentences(text)
    if (label := host_department(url)) and (told := _of_label(label, url)):
        yield Evidence("agency_type", told, "host", label, 0.45)


def _in_sentences(text: str) -> Iterator[Evidence]:
    subjects = Counter(match[1] for match in _SUBJECT.finditer(text))
    subjects.update(match[1] for match in _COMBINED.finditer(text))
    if subjects:
        name, times = subjects.most_common(1)[0]
        yield Evidence("agency_type", agency_type(name), "text", f"{name} {times} 次", 0.5)
    if match := _ZONE.search(text):
        yield Evidence("agency_type", ZONES, "text", match[0], 0.45)
    if match := _OWN_TOWN.search(text):
        yield Evidence("agency_type", TOWNSHIPS, "text", match[0], 0.45)
    if match := _TRADE.search(text):
        trade = match[1] or match[2]
        kind = agency_type(trade)
        if kind != OTHER or _OTHER_TRADES.search(trade):
            yield Evidence("agency_type", kind, "text", match[0], 0.4)


def _of_label(label: str, url: str | None) -> str | None:
    """The type of a department's label, the initials of its place before it aside: xarf.xa."""
    place = (url or "").partition(f"{label}.")[2].partition(".")[0]
    for start in ("", place, "s", "q", "x"):
        if start and not label.startswith(start):
            continue
        if found := _OF_HOST.get(label[len(start) :]):
            return found
    return None
