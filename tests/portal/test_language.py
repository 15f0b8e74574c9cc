"""Both languages whole: every word of ours is a message, and every message has its English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from flask.testing import FlaskClient
from jinja2 import Environment, nodes

from portal.data_words import data_messages
from portal.language import TRANSLATIONS, messages
from tests.portal.page import get, link, one, text

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*ml"))
MODULES = sorted((ROOT / "portal").rglob("*.py"))
SEARCH = sorted((ROOT / "indexer").rglob("*.py"))
ARCHIVE = sorted((ROOT / "archive").glob("*.py"))
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "noted": None, "said": None}
KEYWORDS |= {"PeopleError": None, "LoginRefused": None, "DeskError": None}
HAN = re.compile(r"[\u3400-\u9fff]")
PRINTED = {
    "templates/base.html": {"年报", "中文"},
    "templates/_grammar.html": {  # queries as they are typed
        "行政处罚", "城管", "“信息处理费”", "复议", "-诉讼", "诉讼", "年份:2019-2022",
        "地区:湖北", "新收", "大冶", "城管局",
    },
    "portal/api/declared.py": {  # examples as they are asked
        "/search?q=行政处罚&region=420000&limit=5", "/agencies?region=420200&type=水利",
    },
    "portal/api/declared_desk.py": {"大冶市政府"},
    "portal/api/declared_registry.py": {
        "机构改革", "大冶市水利和湖泊局",
        (
            "/documents?published_at=http://www.example.gov.cn/nb/2023.pdf"
            "&published_on=2024-01-31&reason=机关来函"
        ),
    },
    "portal/api/declared_review.py": {
        "与原件核对过", "系笔误，已更正。", "含有个人信息", "已经更正",
    },
    # heads as the forms print them, each with its English below
    "portal/tables.py": {
        "（区分", "·", "勾稽关系：第一项加第二项之和，等于第三项加第四项之和",
    },
    "portal/cell_words.py": {"（区分", " 元"},  # as printed
    # GB/T 7714 is a standard for Chinese; a citation is of the Chinese report
    "portal/citation.py": {
        "佚名", "政府信息公开工作年度报告", "年", "：", "原载 ", "，", "存档于 ",
        "（北京时间），SHA-256 ",
    },
    "portal/citing.py": {"（空白）", "（原文缺此格）", "（区分", "：", "·"},
    "portal/words.py": {"年", "月", "日", "万", "亿"},  # Chinese dates and large numbers
    "portal/home.py": {"行政处罚", "行政复议 结果纠正", '"不予公开"', "新收>100"},  # searches
    "portal/bodies.py": {"机关"},  # the query language's word for a body
    "portal/asked.py": {"、"},
}  # fmt: skip
"""Chinese that stays Chinese on every page: the seal, the name of the other language, print."""
UNTRANSLATED = {
    "wsgi.py",
}  # fmt: skip


def _extracted() -> Iterator[str]:
    for paths, method in (
        (TEMPLATES, "jinja2.ext:babel_extract"),
        ([*MODULES, *SEARCH, *ARCHIVE], "python"),
    ):
        for path in paths:
            options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
            for _line, found, *_rest in extract_from_file(
                method, str(path), keywords=KEYWORDS, options=options
            ):
                yield found if isinstance(found, str) else found[0]


def _texts(message: Message) -> list[str]:
    """The English of a message: one text, or one for each number."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def test_every_message_has_its_english() -> None:
    """Each message of templates, code and data stands in a catalogue with an English text."""
    known = messages(TRANSLATIONS / "en")
    wanted = {*_extracted(), *data_messages()}

    def told(message: str) -> bool:
        found = known.get(message)
        return found is not None and bool(found.string) and all(_texts(found)) and not found.fuzzy

    assert sorted(message for message in wanted if not told(message)) == []


def test_no_catalogue_keeps_a_message_that_is_gone() -> None:
    """What no page says any more is not translated either."""
    wanted = {*_extracted(), *data_messages()}
    known = (m.id if isinstance(m.id, str) else m.id[0] for m in messages(TRANSLATIONS / "en"))
    assert sorted(message for message in known if message and message not in wanted) == []


@pytest.mark.parametrize("message", messages(TRANSLATIONS / "en"), ids=lambda m: str(m.id)[:40])
def test_a_translation_names_the_same_values(message: Message) -> None:
    """The English of a message has the placeholders of the Chinese, no more and no less."""
    wanted = message.id if isinstance(message.id, str) else message.id[-1]
    names = set(re.findall(r"%\((\w+)\)", wanted))
    assert all(
        set(re.findall(r"%\((\w+)\)", text)) == names for text in _texts(message) if message.id
    )


def _said(node: nodes.Node) -> Iterator[str]:
    """The Chinese that a template says outside of messages."""
    if (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name in KEYWORDS
    ):
        return
    if isinstance(node, nodes.TemplateData | nodes.Const):
        value = node.data if isinstance(node, nodes.TemplateData) else node.value
        if isinstance(value, str) and HAN.search(value):
            yield from re.findall(r"[^\s<>\"{}]*[\u3400-\u9fff][^\s<>\"{}]*", value)
    for child in node.iter_child_nodes():
        yield from _said(child)


@pytest.mark.parametrize(
    "path", [p for p in TEMPLATES if p.name not in UNTRANSLATED], ids=lambda p: str(p.name)
)
def test_a_template_says_nothing_untranslated(path: Path) -> None:
    """Chinese in a template stands inside a message."""
    parsed = Environment(extensions=["jinja2.ext.i18n"]).parse(path.read_text(encoding="utf-8"))
    allowed = PRINTED.get(path.relative_to(ROOT).as_posix(), set())
    assert [said for said in _said(parsed) if said not in allowed] == []


def _literals(tree: ast.Module) -> Iterator[str]:
    """The Chinese strings of a module outside of messages and docstrings."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KEYWORDS:
            skipped.update(id(argument) for argument in ast.walk(node))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in skipped:
            yield from [str(node.value)] if HAN.search(str(node.value)) else []


@pytest.mark.parametrize(
    "path", [p for p in MODULES if p.name not in UNTRANSLATED], ids=lambda p: str(p.name)
)
def test_a_module_says_nothing_untranslated(path: Path) -> None:
    """Chinese in the portal's code stands inside a message, or is a docstring."""
    allowed = PRINTED.get(path.relative_to(ROOT).as_posix(), set())
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [said for said in _literals(tree) if said not in allowed] == []


def test_the_language_is_part_of_every_link(client: FlaskClient) -> None:
    """An English page leads to English pages."""
    page = get(client, "/about?lang=en")
    local = [
        a["href"] for a in page.select("a[href^='/']") if "tongue" not in (a.get("class") or [])
    ]
    assert [href for href in local if "lang=en" not in str(href)] == []


def test_a_page_leads_to_itself_in_the_other_language(client: FlaskClient) -> None:
    """The switch keeps what the address says."""
    page = get(client, "/search?q=水利&year=2020")
    assert "lang=en" in link(page, ".tongue", "English")


@pytest.mark.parametrize(
    "pair",
    [
        "endpoint=x", "_scheme=x", "_scheme=javascript&_external=1", "_anchor=x&_anchor=y",
        "_method=POST", "code=x", "values=1",
    ],
)  # fmt: skip
def test_a_parameter_of_any_name_is_only_carried(client: FlaskClient, pair: str) -> None:
    """Whatever the program that makes addresses calls its own."""
    page = get(client, f"/regions/420000?{pair}")
    assert link(page, ".tongue", "English") == f"/regions/420000?{pair}&lang=en"


def test_the_root_says_its_language(client: FlaskClient) -> None:
    """``lang`` of the root is the language of the words."""
    assert one(get(client, "/about?lang=en"), "html")["lang"] == "en"


def test_a_language_that_there_is_not_is_refused(client: FlaskClient) -> None:
    """Another language than the two is a bad parameter on any page."""
    assert text(get(client, "/about?lang=fr", 400), ".status") == "400"


GLUED = re.compile(r"\{\{ _\(\"([^\"]+)\"[^}]*\) \}\}<(?:a|b|strong)\b")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_english_keeps_a_blank_before_a_link(path: Path) -> None:
    """Chinese needs none, so none stands in the template: the English words end with it."""
    english = messages(TRANSLATIONS / "en")
    followed = [
        str(english[said].string) for said in GLUED.findall(path.read_text(encoding="utf-8"))
    ]
    assert [words for words in followed if not words.endswith((" ", "“"))] == []
