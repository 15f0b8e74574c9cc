"""What the API refuses, each with a stable code in `portal.errors.TABLE`."""

from __future__ import annotations

from collections.abc import Mapping

from archive.errors import Refused
from portal.language import gettext


class ApiProblem(Exception):
    """Base: a sentence in the reader's language ("" takes that of the table), the parameter or
    member that is wrong, and headers that tell programs more."""

    def __init__(
        self,
        sentence: str = "",
        parameter: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence, self.parameter, self.headers = sentence, parameter, headers or {}


class TokenNeeded(ApiProblem):
    """An operation of the desk was asked without a token."""


class TokenUnknown(ApiProblem):
    """The token is none, has expired or was revoked, or its owner is disabled."""


class ScopeMissing(ApiProblem):
    """The owner may do it, and the token may not be used for it."""


class TokenWaits(ApiProblem):
    """Too many wrong tokens came from there."""


class BadBody(ApiProblem):
    """What was sent is not what the operation takes."""


class CannotBe(ApiProblem):
    """What was asked for is understood, and cannot be as things stand."""

    @classmethod
    def of(cls, refused: Refused) -> CannotBe:
        """With the sentence that the desk says too."""
        return cls(gettext(refused.words, **refused.values))
