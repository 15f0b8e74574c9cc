"""What a page says when something is wrong: one table from errors to status and sentence.

Views have no ``try``: whatever they raise ends here, as a page with a way on, or as an error
object where programs ask (below ``/api/v1/``, and where the address ends as data do).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import BadHost, BadRequest, HTTPException, SecurityError

from archive.errors import ArchiveDamaged, ArchiveMissing, CatalogError
from indexer.port import BadQuery, EngineDown, SearchError
from portal import state
from portal.api import problems
from portal.language import gettext, told
from portal.language import noted as _
from portal.search import problem_view


class NotHeld(Exception):
    """An id that names nothing here, told in ``sentence``."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TakenDown(Exception):
    """An id of what is not shown any more, told with the reason in ``sentence``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.sentence = gettext("这份内容已经撤下，不再展示。理由：%(reason)s", reason=reason)


class FormExpired(BadRequest):
    """A form was sent that this browser was not given, or was given for another session."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How an error is told: status, stable code, heading, and a sentence for the reader."""

    status: int
    code: str
    heading: str
    sentence: str


TABLE: Mapping[type[Exception], Answer] = {
    state.BadParameter: Answer(
        400, "bad_parameter", _("网址有误"), _("网址中有一个参数无法理解。")
    ),
    state.UnknownParameter: Answer(400, "unknown_parameter", _("网址有误"), _("没有这个参数。")),
    state.RepeatedParameter: Answer(
        400, "repeated_parameter", _("网址有误"), _("参数只能给一次。")
    ),
    NotHeld: Answer(404, "not_found", _("没有这一页"), _("这里没有收录您要找的内容。")),
    TakenDown: Answer(410, "taken_down", _("已经撤下"), _("这份内容已经撤下，不再展示。")),
    problems.TokenNeeded: Answer(
        401, "token_needed", _("需要令牌"), _("这个操作需要令牌：Authorization: Bearer 加令牌。")
    ),
    problems.TokenUnknown: Answer(
        401, "token_unknown", _("令牌无效"), _("没有这个令牌，或它已经过期、撤销、停用。")
    ),
    problems.ScopeMissing: Answer(
        403, "scope_missing", _("令牌范围不够"), _("这个令牌的范围不含这个操作。")
    ),
    problems.TokenWaits: Answer(
        429, "too_many_tries", _("尝试过多"), _("错误的令牌试得太多，请稍后再试。")
    ),
    problems.BadBody: Answer(
        400, "bad_body", _("提交的内容有误"), _("提交的内容应当是一个 UTF-8 的 JSON 对象。")
    ),
    problems.CannotBe: Answer(409, "refused", _("不能这样做"), _("照现在的情形不能这样做。")),
    EngineDown: Answer(
        503, "engine_down", _("检索暂不可用"), _("检索服务暂时不可用，请稍后再试。")
    ),
    SearchError: Answer(503, "search_error", _("检索暂不可用"), _("检索没有完成，请稍后再试。")),
    CatalogError: Answer(
        503, "catalog_down", _("目录暂不可用"), _("年报目录暂时不可用，请稍后再试。")
    ),
    ArchiveDamaged: Answer(
        500, "archive_damaged", _("存档有损"), _("这份原件的存档与登记的校验值不符，暂不提供。")
    ),
    ArchiveMissing: Answer(
        500, "archive_missing", _("存档缺失"), _("这份原件的存档不见了，暂不提供。")
    ),
}
"""Errors of the rooms; their own sentence, where they have one, goes before the one here."""

_HTTP: Mapping[int, Answer] = {
    400: Answer(400, "bad_request", _("请求有误"), _("服务器无法理解这个请求。")),
    401: Answer(401, "login_needed", _("需要登录"), _("登录已经结束，请重新登录再试。")),
    403: Answer(403, "not_allowed", _("没有权限"), _("您的账户没有做这件事的权限。")),
    404: Answer(404, "not_found", _("没有这一页"), _("网址可能有误，或这一页尚未建立。")),
    405: Answer(405, "method_not_allowed", _("不能这样访问"), _("这个网址不接受这种请求方法。")),
    406: Answer(406, "not_acceptable", _("没有这种格式"), _("这个网址不提供所要求的格式。")),
    413: Answer(413, "too_large", _("请求过大"), _("提交的内容太大。")),
    414: Answer(414, "address_too_long", _("网址过长"), _("网址太长，请少用几个条件。")),
    415: Answer(
        415,
        "wrong_type",
        _("格式不对"),
        _("提交的内容要标明类型：JSON 是 application/json，文件是 application/octet-stream。"),
    ),
    429: Answer(429, "too_many_requests", _("访问过多"), _("请求太多，请稍后再试。")),
    500: Answer(
        500, "internal_error", _("出了差错"), _("服务器出了差错，已记录在案。请稍后再试。")
    ),
}
_FORM = Answer(
    400,
    "form_expired",
    _("请重新提交"),
    _("这张表单已经过期，没有提交。请返回上一页，刷新后再试。"),
)
_FOR_MACHINES = (".json", ".csv", ".atom", ".xml")
_SENTENCED = (state.BadParameter, NotHeld, TakenDown, SearchError, problems.ApiProblem)


def every_answer() -> list[Answer]:
    """Every error that can be told, by status and code."""
    found = {answer.code: answer for answer in (*TABLE.values(), *_HTTP.values())}
    return sorted(found.values(), key=lambda answer: (answer.status, answer.code))


def handle_errors(app: Flask) -> None:
    """Registers the whole table with the app."""
    for kind in TABLE:
        app.register_error_handler(kind, _ours)
    app.register_error_handler(BadQuery, _bad_query)
    app.register_error_handler(HTTPException, _http)


def _ours(error: Exception) -> Response:
    kind = next(kind for kind in type(error).__mro__ if kind in TABLE)
    answer = TABLE[kind]
    sentence = error.sentence if isinstance(error, _SENTENCED) else answer.sentence
    response = _respond(answer, sentence or answer.sentence, getattr(error, "parameter", None))
    if isinstance(error, problems.ApiProblem):
        response.headers.update(error.headers)
    return response


def _bad_query(error: BadQuery) -> Response:
    """Words that are no query are no error of the page: 200, and the sentence."""
    view = problem_view(state.parse(request.args.items(multi=True)), told(error.sentence))
    return make_response(render_template("search.html", view=view))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if 300 <= status < 400:  # a redirect travels as an exception too
        return Response(error.get_body(), status, error.get_headers())
    fallback = Answer(status, "http_error", _("无法完成请求"), _("这个请求没有完成。"))
    answer = _FORM if isinstance(error, FormExpired) else _HTTP.get(status, fallback)
    if isinstance(error, BadHost | SecurityError):  # no page: its links would be below that host
        return Response(
            f"{told(answer.sentence)}\n", status, content_type="text/plain; charset=utf-8"
        )
    response = _respond(answer, answer.sentence)
    kept = {"content-type", "content-length"}
    response.headers.extend([(k, v) for k, v in error.get_headers() if k.lower() not in kept])
    return response


def _for_machines() -> bool:
    return request.path.startswith("/api/v1/") or request.path.endswith(_FOR_MACHINES)


def _respond(answer: Answer, sentence: str, parameter: str | None = None) -> Response:
    sentence = told(sentence)
    if _for_machines():
        problem = {"code": answer.code, "message": sentence}
        response = jsonify({"error": problem | ({"parameter": parameter} if parameter else {})})
    else:
        response = make_response(render_template("error.html", answer=answer, sentence=sentence))
    response.status_code = answer.status
    response.headers["Cache-Control"] = "no-store"
    if answer.status in (429, 503):
        response.headers["Retry-After"] = "30"
    return response
