"""The operations of the desk, declared; each is an action of `archive.roles.ACTIONS`, as the page
is that does the same."""

from __future__ import annotations

from typing import Any

from portal.api import (
    desk_bodies,
    desk_models,
    desk_parameters,
    desk_people,
    desk_runs,
    desk_sources,
)
from portal.api.declared_registry import REGISTRY
from portal.api.declared_review import REVIEW
from portal.api.operations import Operation
from portal.api.parameters import Parameters
from portal.language import noted as _

_NUMBER: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
_NAME: dict[str, Any] = {"type": "string", "format": "source-id"}
_RUN = ("number", _NUMBER, _("任务的编号。"))
_SOURCE = ("source_id", _NAME, _("来源的编号。"))

_RUNS = (
    Operation(
        name="runs",
        rule="/runs",
        summary=_("任务"),
        description=_("等待、进行中和结束了的任务，新的在前。"),
        parameters=desk_parameters.RunsParameters,
        answer=desk_models.RunsAnswer,
        view=desk_runs.run_list,
        sample="/runs?state=running",
        action="runs.see",
    ),
    Operation(
        name="request_run",
        rule="/runs",
        summary=_("安排任务"),
        description=_(
            "抓取一个、几个、一个地区或全部来源，读取，索引，核验，备份。已在等待或进行中的不会重复安排，"
            "回答的就是那一次。"
        ),
        parameters=Parameters,
        answer=desk_models.RunsAsked,
        view=desk_runs.request_run,
        sample="/runs",
        method="POST",
        action="run.request",
        body=desk_bodies.RunRequest,
        sent={"kind": "crawl", "region": "420000"},
        status=202,
    ),
    Operation(
        name="plan_crawl",
        rule="/runs/plan",
        summary=_("估计抓取"),
        description=_("抓取这些来源要取多少、要多久；什么也不安排。"),
        parameters=Parameters,
        answer=desk_models.PlansAnswer,
        view=desk_runs.plan_crawl,
        sample="/runs/plan",
        method="POST",
        action="run.request",
        body=desk_bodies.CrawlChoice,
        sent={"region": "420000"},
    ),
    Operation(
        name="run",
        rule="/runs/<int:number>",
        summary=_("一次任务"),
        description=_("进度、计数和日志的末尾；抓取还有各种结果的页数。"),
        parameters=Parameters,
        answer=desk_models.RunWhole,
        view=desk_runs.run,
        sample="/runs/1",
        places=(_RUN,),
        action="runs.see",
    ),
    Operation(
        name="cancel_run",
        rule="/runs/<int:number>/cancel",
        summary=_("取消任务"),
        description=_("工作进程几秒之内停下；已经结束的不能取消。"),
        parameters=Parameters,
        answer=desk_models.RunWhole,
        view=desk_runs.cancel_run,
        sample="/runs/1/cancel",
        places=(_RUN,),
        method="POST",
        action="run.cancel",
    ),
    Operation(
        name="health",
        rule="/health",
        summary=_("总览"),
        description=_("各部分的情形、占用的空间和不妥之处。"),
        parameters=Parameters,
        answer=desk_models.HealthAnswer,
        view=desk_runs.health,
        sample="/health",
        action="desk.see",
    ),
)
_SOURCES = (
    Operation(
        name="sources",
        rule="/sources",
        summary=_("来源"),
        description=_("各个来源和它们的情形：最近的抓取、下次的时间、读得怎样、有无模板漂移。"),
        parameters=desk_parameters.SourcesParameters,
        answer=desk_models.SourcesAnswer,
        view=desk_sources.source_list,
        sample="/sources?region=420000",
        action="sources.see",
    ),
    Operation(
        name="source",
        rule="/sources/<source_id>",
        summary=_("一个来源"),
        description=_("它的设置和情形。source 这一项可以改过之后照样提交回来。"),
        parameters=Parameters,
        answer=desk_models.SourceAnswer,
        view=desk_sources.source,
        sample="/sources/daye",
        places=(_SOURCE,),
        action="sources.see",
    ),
    Operation(
        name="put_source",
        rule="/sources/<source_id>",
        summary=_("添加或修改来源"),
        description=_("提交的是来源的全部，各项与 TOML 文件相同；指向内部网络的网址不收。"),
        parameters=Parameters,
        answer=desk_models.SourceAnswer,
        view=desk_sources.put_source,
        sample="/sources/daye",
        places=(_SOURCE,),
        method="PUT",
        action="source.put",
        body=desk_bodies.SourceBody,
        sent={
            "name": "大冶市政府", "region_code": "420281",
            "listings": ["http://www.example.gov.cn/nb/"],
        },
    ),
    Operation(
        name="enable_source",
        rule="/sources/<source_id>/enabled",
        summary=_("启用或停用来源"),
        description=_("停用的来源不按时间表抓取，也不在“全部”之内。"),
        parameters=Parameters,
        answer=desk_models.SourceAnswer,
        view=desk_sources.enable_source,
        sample="/sources/daye/enabled",
        places=(_SOURCE,),
        method="PUT",
        action="source.put",
        body=desk_bodies.EnabledBody,
        sent={"enabled": False},
    ),
    Operation(
        name="check_source",
        rule="/sources/<source_id>/check",
        summary=_("试看来源"),
        description=_("安排一次试看：只取一个列表页，日志写明会抓取什么。"),
        parameters=Parameters,
        answer=desk_models.RunsAsked,
        view=desk_sources.check_source,
        sample="/sources/daye/check",
        places=(_SOURCE,),
        method="POST",
        action="source.check",
        status=202,
    ),
    Operation(
        name="source_files",
        rule="/source-files",
        summary=_("导出来源"),
        description=_("全部来源的 TOML 文件。"),
        parameters=Parameters,
        answer=desk_models.SourceFilesAnswer,
        view=desk_sources.source_toml,
        sample="/source-files",
        action="sources.see",
    ),
    Operation(
        name="import_sources",
        rule="/source-files",
        summary=_("导入来源"),
        description=_("提交 TOML 文件，写法与导出的相同；有一个有误就一个也不收。"),
        parameters=Parameters,
        answer=desk_models.SourceIds,
        view=desk_sources.import_sources,
        sample="/source-files",
        method="POST",
        action="source.put",
        body=desk_bodies.SourceFilesBody,
        sent={"files": [{"name": "daye.toml", "toml": 'name = "…"\nlistings = ["http://…/"]'}]},
    ),
)  # fmt: skip
_PEOPLE = (
    Operation(
        name="users",
        rule="/users",
        summary=_("用户"),
        description=_("谁可以登录、以什么角色；添加和修改只能由人在工作台或命令行上做。"),
        parameters=Parameters,
        answer=desk_models.UsersAnswer,
        view=desk_people.user_list,
        sample="/users",
        action="user.see",
    ),
    Operation(
        name="audit",
        rule="/audit",
        summary=_("日志"),
        description=_("谁在什么时候对什么做了什么，新的在前；用令牌做的，after 中有 by_token。"),
        parameters=desk_parameters.AuditParameters,
        answer=desk_models.AuditAnswer,
        view=desk_people.audit_list,
        sample="/audit?action=run.request",
        action="audit.see",
    ),
)

DESK: tuple[Operation, ...] = (*_RUNS, *_SOURCES, *REVIEW, *REGISTRY, *_PEOPLE)
