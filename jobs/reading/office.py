"""DOC, WPS, RTF and ODT made into DOCX by LibreOffice, where that is installed.

Each run has a scratch folder that goes with it:
    document.<suffix>   the bytes to convert
    out/document.docx   what came of them
    profile/            LibreOffice's own settings: no macros, no links followed
    home/               HOME and TMPDIR of the run
It runs without network, within limits on time, memory and file size, and is ended as a whole with
its process group (`jobs/reading/keeper.py`).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from archive.settings import Settings
from reports.decode import kind_of
from reports.document import Unreadable
from reports.inputs.packaged import ZIP
from reports.inputs.zipped import member_name, open_zip, read_member
from reports.model import AnnualReport, Issue

_SUFFIXES = {"office_legacy": "doc", "rtf": "rtf", "opendocument": "odt"}
_KEEPER = Path(__file__).with_name("keeper.py")
_GRACE_SECONDS = 5.0  # the keeper's own clock comes first
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def needed(report: AnnualReport) -> bool:
    """Whether a reading says that the document, or a member of it, must be converted first."""
    return any(
        issue.code in _SUFFIXES
        or (issue.code == "member_left_out" and issue.data.get("code") in _SUFFIXES)
        for issue in report.issues
    )


def noted(report: AnnualReport, before: AnnualReport) -> AnnualReport:
    """The reading of converted bytes, with an Issue that says so, and with those of the reading
    before that are about other members of the archive."""
    message = "原文件是旧版 Office 格式，由 LibreOffice 转换成 DOCX 后读取。"
    again = [issue for issue in report.issues if issue.code == "member_left_out"]
    named = {issue.data.get("name") for issue in again}
    others = [
        issue
        for issue in before.issues
        if issue.code == "member_left_out"
        and issue.data.get("code") not in _SUFFIXES
        and issue.data.get("name") not in named
    ]
    issues = (Issue("converted", "convert", message), *others, *report.issues)
    return replace(report, issues=issues)


def converted(data: bytes, settings: Settings) -> bytes:
    """The document as DOCX; of a ZIP, the same ZIP with its members converted. `Unreadable`
    (needs_libreoffice, timeout, conversion) when that cannot be had."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        message = "DOC、WPS、RTF 文件要用 LibreOffice 转换后才能读取，这台机器上没有安装。"
        raise Unreadable("needs_libreoffice", message)
    deadline = time.monotonic() + settings.read_seconds
    suffix = _suffix(data)
    if suffix is not None:
        return _convert(program, data, suffix, settings, deadline)
    if not data.startswith(ZIP):
        raise Unreadable("conversion", "不是 LibreOffice 要转换的文件。")
    return _members(program, data, settings, deadline)


def _suffix(data: bytes) -> str | None:
    """The suffix LibreOffice wants for what our reader cannot read, None for all else."""
    try:
        kind_of(data)
    except Unreadable as exc:
        return _SUFFIXES.get(exc.code)
    return None


def _members(program: str, data: bytes, settings: Settings, deadline: float) -> bytes:
    """The ZIP without what cannot be had of it, and with those members converted that need it;
    what LibreOffice cannot convert stays as it is. `Unreadable` when it can convert none."""
    out = BytesIO()
    done = 0
    refusal = Unreadable("conversion", "压缩包里没有 LibreOffice 能转换的文件。")
    with open_zip(data) as archive, zipfile.ZipFile(out, "w") as made:
        for info in archive.infolist():
            try:
                member = read_member(archive, info)
            except Unreadable:
                continue
            suffix = None if info.is_dir() else _suffix(member)
            try:
                if suffix is not None:
                    member = _convert(program, member, suffix, settings, deadline)
                    done += 1
            except Unreadable as exc:
                refusal = exc
            made.writestr(member_name(info), member)
    if not done:
        raise refusal
    return out.getvalue()


def _convert(program: str, data: bytes, suffix: str, settings: Settings, deadline: float) -> bytes:
    with tempfile.TemporaryDirectory(prefix="nianbao-office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for part in ("out", "home", "profile/user"):
            (folder / part).mkdir(parents=True)
        settings_file = folder / "profile/user/registrymodifications.xcu"
        settings_file.write_text(_SETTINGS, encoding="utf-8")
        source, result = folder / f"document.{suffix}", folder / "out/document.docx"
        source.write_bytes(data)
        code = _run(program, folder, source, settings, deadline - time.monotonic())
        if code != 0 or not result.is_file():
            message = "LibreOffice 没能转换这个文件，可能已损坏或加了密码。"
            raise Unreadable("conversion", message)
        return result.read_bytes()


def _run(program: str, folder: Path, source: Path, settings: Settings, seconds: float) -> int:
    """Runs LibreOffice to its end: its exit code; `Unreadable` when it takes too long."""
    limits = [settings.read_memory_bytes, settings.max_document_bytes, max(int(seconds), 1)]
    command = [
        sys.executable, "-I", "-S", str(_KEEPER), str(os.getpid()), *map(str, limits),
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
        "--convert-to", "docx", "--outdir", str(folder / "out"), str(source),
    ]  # fmt: skip
    home = str(folder / "home")
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    environment = {**kept, "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment, cwd=folder, start_new_session=True,
    )  # fmt: skip
    try:
        printed, _ = process.communicate(timeout=limits[2] + _GRACE_SECONDS)
    except BaseException as exc:  # whatever ends us here ends the group; only a timeout is ours
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if not isinstance(exc, subprocess.TimeoutExpired):
            raise
        printed = b""
    if not printed:
        message = f"LibreOffice 在 {settings.read_seconds:g} 秒内没有转换完，或被终止。"
        raise Unreadable("timeout", message)
    return int(printed)
