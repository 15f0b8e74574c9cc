"""What is told of a crawl beside its counts: traps left alone, hosts not followed, why it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection

from archive import frontier
from crawler.outcomes import Note

_MOST = 200
_ENDED = {
    "night": "抓取时段已过，其余留待下次。",
    "site_down": "网站连续多次没有给出网页，抓取到此为止，其余留待下次。",
    "volume_cap": "已保存的内容超过总量上限，其余留待下次。",
    "closespider_timeout": "抓取超过时限，其余留待下次。",
}
_LEFT = {
    "left_listing": "列表页超过上限，其余未读。",
    "left_report": "年报链接超过上限，其余未抓取。",
    "left_attachment": "附件超过上限，其余未抓取。",
}


def notes(
    conn: Connection, source_id: str, left: Mapping[str, int], ended: str | None
) -> list[Note]:
    """The notes of a source's crawl, from its frontier; ``left`` is how many addresses of a kind
    were over a cap, ``ended`` why the crawl ended, where that was early."""
    met: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], str] = {}
    hosts: Counter[str] = Counter()
    where = ""
    for address, found in frontier.told(conn, source_id):
        where = where or address.url
        for code, message in found.get("issues", ()):
            met[code, message] += 1
            first.setdefault((code, message), address.url)
        hosts.update(found.get("left", {}))
    made = [
        Note(code, first[code, message], message, times)
        for (code, message), times in met.most_common(_MOST)
    ]
    made += [
        Note(
            "refused_address",
            host,
            f"{number} 个年报链接指向 {host}，不在可信的范围内，未跟随。",
            number,
        )
        for host, number in hosts.most_common(_MOST)
    ]
    made += [
        Note("page_cap", where, _LEFT[kind], number) for kind, number in left.items() if number
    ]
    if ended in _ENDED:
        made.append(Note(str(ended), where, _ENDED[str(ended)]))
    return made
