"""Writes reports/data/pinyin.tsv: the pinyin of every division in force, as host names spell it.

    pip install pypinyin==0.55.0
    python scripts/build_pinyin.py

One line a division: code, and the pinyin and initials of its name without rank (大冶 → daye, dy),
without tones.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from pypinyin import Style, lazy_pinyin

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from reports.divisions import divisions

OUTPUT = ROOT / "reports" / "data" / "pinyin.tsv"
PEOPLES = (
    "回|藏|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|土|达斡尔|仫佬|羌"
    "|布朗|撒拉|毛南|仡佬|锡伯|塔吉克|普米|鄂温克|裕固|保安|独龙|鄂伦春|各|蒙古"
)
RANK = re.compile(
    rf"(?:特别行政区|(?:(?:{PEOPLES})族)*(?:(?<!内)蒙古|维吾尔|哈萨克|柯尔克孜)*自治[区州县旗]"
    r"|地区|新区|林区|矿区|[省市县区旗盟])$"
)
# what the table of readings gets wrong in place names; the reading there, and on the hosts
READINGS = {
    "陕西": "shaan xi", "朝阳": "chao yang", "漯河": "luo he", "长子": "zhang zi", "长": "chang", "都": "du",
    "会昌": "hui chang", "浪卡子": "lang ka zi", "伽师": "jia shi", "涡阳": "guo yang", "繁峙": "fan shi",
    "洪洞": "hong tong", "单县": "shan xian", "什邡": "shi fang", "阿图什": "a tu shi", "郫都": "pi du",
    "堡": "bu", "垣曲": "yuan qu", "藁城": "gao cheng", "井陉": "jing xing", "乐亭": "lao ting",
    "长垣": "chang yuan", "台州": "tai zhou", "歙县": "she xian",
}  # fmt: skip


def syllables(name: str) -> list[str]:
    """The readings of a name's characters, those of the table above first."""
    for written, read in READINGS.items():
        if name.startswith(written):
            return [*read.split(), *syllables(name[len(written) :])]
    return lazy_pinyin(name, style=Style.NORMAL, v_to_u=False) if name else []


def main() -> None:
    lines = []
    for division in sorted(divisions(), key=lambda division: division.code):
        name = RANK.sub("", division.name) if len(division.name) > 2 else division.name
        spelled = syllables(name or division.name)
        initials = "".join(syllable[0] for syllable in spelled)
        lines.append(f"{division.code}\t{''.join(spelled)}\t{initials}")
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{OUTPUT.name}: {len(lines)} divisions")


if __name__ == "__main__":
    main()
