"""The two languages of the pages: Chinese as it is written in the code, English from catalogues.

A message is its Chinese sentence; its English stands in ``translations/en``, a file for each part
of the portal, read when the portal starts (GNU gettext's PO format, without compiled copies that
could fall behind). The language is part of the address, ``lang=en``; links carry it on.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cached_property
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from babel.messages.catalog import Catalog as Messages
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request, url_for
from flask_babel import Babel, Domain
from flask_babel import gettext as _gettext
from flask_babel import ngettext as _ngettext
from markupsafe import Markup

from indexer.sentences import Sentence

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
DEFAULT = "zh"
LANGUAGES = ("zh", "en")
TAGS = {"zh": "zh-CN", "en": "en"}
"""BCP 47, for ``lang`` and ``hreflang``."""
_LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


_SPOKEN: ContextVar[str | None] = ContextVar("spoken", default=None)
"""The language of the request that is answered: every sentence of a page asks for it."""


def language() -> str:
    """``zh`` or ``en``: the language of this request; Chinese outside of one."""
    return _SPOKEN.get() or _asked()


def _asked() -> str:
    asked = request.args.get("lang", DEFAULT) if has_request_context() else DEFAULT
    return asked if asked in LANGUAGES else DEFAULT


def _listen() -> None:
    _SPOKEN.set(_asked())


def _forget(_exc: BaseException | None) -> None:
    _SPOKEN.set(None)


def carried() -> list[tuple[str, str]]:
    """What every link of this page carries on: nothing in Chinese."""
    return [] if language() == DEFAULT else [("lang", language())]


def gettext(message: str, **values: object) -> str:
    """The message in the language of this request, with these values put in."""
    if language() == DEFAULT:  # as it stands: a page has two hundred of them
        return message % values if values else message
    return str(_gettext(message, **values))


def _in_template(message: str, **values: object) -> Markup:
    """The same for templates, which write ``_("…")``: values are escaped, the message is ours."""
    text = message if language() == DEFAULT else str(_gettext(message))
    return Markup(text) % values if values or "%" in text else Markup(text)  # noqa: S704 - ours


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """As `gettext`, for a count; both are the same sentence in Chinese, told apart in English."""
    return str(_ngettext(one, many, num, **values))


def told(sentence: str) -> str:
    """A sentence of the search (`indexer.sentences`) or a noted one, in the reader's language."""
    if isinstance(sentence, Sentence):
        return gettext(sentence.words, **sentence.values)
    return gettext(sentence)


def noted(message: str) -> str:
    """Marks a message for translation where it is written, to be translated where it is shown."""
    return message


def messages(folder: Path) -> Messages:
    """All catalogues of a language as one. ValueError when two translate one message."""
    merged = Messages(locale=folder.name)
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            part = read_po(file, locale=folder.name, abort_invalid=True)
        for message in part:
            if message.id and merged.get(message.id, message.context) is not None:
                raise ValueError(f"{path.name} translates again: {message.id}")
            if message.id:
                merged[message.id] = message
    return merged


def _translations(folder: Path) -> Translations:
    compiled = BytesIO()
    write_mo(compiled, messages(folder))
    compiled.seek(0)
    return Translations(compiled)


class _Catalogues(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """Flask-Babel's domain over our catalogues instead of compiled files."""

    def __init__(self) -> None:
        super().__init__()
        self._english = _translations(TRANSLATIONS / "en")
        self._chinese = NullTranslations()

    def get_translations(self) -> NullTranslations:
        return self._english if language() == "en" else self._chinese


class _Babel(Babel):  # type: ignore[misc]  # as above
    @cached_property
    def domain_instance(self) -> Domain:
        return _Catalogues()


def speak(app: Flask) -> None:
    """Gives the app both languages: ``_()`` in templates, and ``lang`` in every ``url_for``."""
    babel = _Babel()
    babel.init_app(
        app, locale_selector=lambda: _LOCALES[language()], default_timezone="Asia/Shanghai"
    )
    _ = babel.domain_instance  # read now: a broken catalogue stops the start, not a page

    app.before_request(_listen)
    app.teardown_request(_forget)

    @app.url_defaults
    def carry(endpoint: str, values: dict[str, object]) -> None:
        if endpoint not in _WITHOUT:
            for name, value in carried():
                values.setdefault(name, value)

    app.jinja_env.globals.update(
        _=_in_template,
        language=language,
        carried=carried,
        LANGUAGES=LANGUAGES,
        TAGS=TAGS,
        in_language=in_language,
    )


_WITHOUT = frozenset(("assets.sent", "pages.original"))


def in_language(wanted: str) -> str:
    """This page's address in that language, with all its parameters. They are appended, never
    handed to `url_for`: it would take ``_scheme`` or ``endpoint`` for its own."""
    lang = None if wanted == DEFAULT else wanted
    if request.endpoint is None:
        return url_for("pages.home", lang=lang)
    path = url_for(request.endpoint, **{**(request.view_args or {}), "lang": None})
    kept = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    pairs = [*kept, *([("lang", lang)] if lang else [])]
    return f"{path}?{urlencode(pairs)}" if pairs else path
