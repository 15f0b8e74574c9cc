"""How the desk answers: what went well is said on the page led to, what did not, beside its form."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from archive.errors import Refused
from portal.language import gettext, noted

DONE: Mapping[str, str] = {
    "password": noted("密码已经更改。"),
    "session": noted("登录已经结束。"),
    "token": noted("令牌已经撤销。"),
    "closed": noted("这条报错已经处理。"),
    "closed_before": noted("这条报错先前已经处理过。"),
    "user": noted("用户已经修改。"),
    "cancelled": noted("已经取消；工作进程几秒之内停下。"),
    "over": noted("这次运行已经结束，没有什么可以取消。"),
    "nothing": noted("没有选中要抓取的来源。"),
    "put": noted("来源已经保存。"),
    "enabled": noted("来源已经启用。"),
    "disabled": noted("来源已经停用。"),
    "imported": noted("来源已经导入。"),
    "corrected": noted("更正已经记下，工作进程重读之后见于年报。"),
    "withdrawn": noted("更正已经收回，工作进程重读之后见于年报。"),
    "judged": noted("判断已经记下。"),
    "decided": noted("决定已经记下；索引随后更新。"),
    "decision_ended": noted("决定已经收回；索引随后更新。"),
    "copied": noted("已经记下；索引随后更新。"),
    "attached": noted("已经记下；文件随后重读。"),
    "uploaded": noted("文件已经存下；工作进程读过之后见于年报。"),
    "uploaded_before": noted("这个网址的这份文件先前已经存过。"),
    "hidden": noted("已经隐藏；它的地址说明理由。"),
    "shown": noted("已经恢复。"),
}
"""What was done, by the word for it in the address."""


def done(endpoint: str, what: str, **values: object) -> Response:
    """To that page, which says that it was done."""
    assert what in DONE
    return redirect(url_for(endpoint, done=what, **values), 303)  # type: ignore[arg-type]


def told_done() -> str | None:
    """What the page led to says."""
    sentence = DONE.get(request.args.get("done", ""))
    return None if sentence is None else gettext(sentence)


def said(refused: Refused) -> str:
    """Why not, in the reader's language."""
    return gettext(refused.words, **refused.values)
