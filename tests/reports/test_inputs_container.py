"""HTML pages: where the report stands in them, and what of the page is left out."""

from __future__ import annotations

import pytest

from reports.inputs.html import read_html
from tests.reports.made import HEADINGS

BODY = "".join(f"<p>{heading}</p><p>本节文字。</p>" for heading in HEADINGS)


def _paragraphs(body: str) -> list[str]:
    return list(read_html(f"<html><body>{body}</body></html>").paragraphs())


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav>首页</nav>", "<header>网站名</header>", "<footer>版权</footer>",
        "<div class='nav-bar'>栏目</div>", "<div id='footer'>版权</div>",
        "<ul class='breadcrumb'><li>当前位置</ul>", "<div class='share'>分享</div>",
        "<script>var a='文字'</script>", "<style>p{content:'文字'}</style>",
        "<select><option>友情链接</select>", "<button>打印</button>",
        "<div style='display: none'>隐藏</div>", "<p hidden>隐藏</p>",
        "<span style='color:red;DISPLAY:NONE'>隐藏</span>", "<!-- 注释 -->", "<?php 脚本 ?>",
    ],
)  # fmt: skip
def test_furniture_and_hidden_text_are_dropped(furniture: str) -> None:
    """What frames the page or is not shown is no part of the report."""
    assert _paragraphs(f"<p>前文。</p>{furniture}<p>后文。</p>") == ["前文。", "后文。"]


@pytest.mark.parametrize(
    "name", ["position-relative", "top-0", "topic", "searchable", "shareholder"]
)
def test_a_class_that_only_resembles_furniture_is_kept(name: str) -> None:
    """Words of style libraries and longer words are not furniture."""
    assert _paragraphs(f"<div class='{name}'>正文。</div>") == ["正文。"]


def test_a_page_wrapped_in_a_form_is_read() -> None:
    """Script-driven sites put the whole page into one form element."""
    assert _paragraphs("<form><input value=x><p>正文。</p></form>") == ["正文。"]


@pytest.mark.parametrize(
    "container", ["id=zoom", "class=TRS_Editor", "id=UCAP-CONTENT", "class='a v_news_content'"]
)
def test_a_known_container_is_the_report(container: str) -> None:
    """What stands outside it is left out."""
    paragraphs = _paragraphs(f"<p>天气 26-37℃</p><div {container}>{BODY}</div><p>浏览次数</p>")
    assert (paragraphs[0], paragraphs[-1]) == (HEADINGS[0], "本节文字。")


def test_a_known_container_without_the_headings_is_passed_over() -> None:
    """An emptied or misnamed container does not hide the report beside it."""
    teaser = "这里是栏目说明，" * 10
    assert HEADINGS[5] in _paragraphs(f"<div id=zoom>{teaser}</div><div>{BODY}</div>")


def test_without_a_known_container_the_smallest_block_with_all_headings() -> None:
    """The headings themselves show where the report stands."""
    paragraphs = _paragraphs(f"<div>导航文字</div><div><div>{BODY}</div></div><div>页脚文字</div>")
    assert (paragraphs[0], paragraphs[-1]) == (HEADINGS[0], "本节文字。")


def test_headings_cut_over_elements_still_mark_the_block() -> None:
    """一、总体|情况 over two spans counts as a heading."""
    cut = BODY.replace("一、总体情况", "<span>一、总体</span><span>情况</span>")
    assert _paragraphs(f"<div>导航</div><div>{cut}</div>")[0] == HEADINGS[0]
