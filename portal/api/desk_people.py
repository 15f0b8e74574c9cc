"""Operations on people: who may log in, and who did what."""

from __future__ import annotations

from archive import audit, people
from portal.api import cursors
from portal.api import desk_models as models
from portal.api.desk_parameters import AuditParameters
from portal.api.paging import following, number, page
from portal.api.parameters import Parameters
from portal.house import house


def user_list(asked: Parameters) -> models.UsersAnswer:
    """Every account, by name."""
    del asked
    with house().catalog.read() as conn:
        found = people.all_(conn)
    same = models.UserAnswer.model_fields
    return models.UsersAnswer(
        users=tuple(
            models.UserAnswer(**{name: getattr(one, name) for name in same}) for one in found
        )
    )


def audit_list(asked: AuditParameters) -> models.AuditAnswer:
    """One page of the log, latest first."""
    before = cursors.opened("audit", asked.cursor, number) if asked.cursor else None
    wanted = {"who": asked.who, "action": asked.action, "target": asked.target}
    with house().catalog.read() as conn:
        found = audit.entries(conn, asked.limit + 1, before=before, **wanted)
    shown, last = page(found, asked.limit)
    same = models.EntryAnswer.model_fields
    return models.AuditAnswer(
        entries=tuple(
            models.EntryAnswer(**{name: getattr(one, name) for name in same}) for one in shown
        ),
        next=following("audit", last.id) if last else None,
    )
