"""The one owner of a transaction on Django's connection: permission, transaction and audit row around a workflow.

    @action("application.submit")
    def submit_application(act: Act, application_id: UUID) -> Application | Refusal:
        application = act.application(application_id)
        …
        act.changed(application, before=…, after=…)
        return application

    submit_application(actor, clock, application_id, key="a key of the caller")

A workflow that returns a Refusal leaves nothing behind but an audit row that says so. A `key` makes a retry safe: the same key
with the same arguments gives the same record again, with other arguments it is refused.
"""

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import file_digest
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import fingerprint, plain
from yizhan.records import models as records
from yizhan.records.models import AuditRow, RequestKey, User
from yizhan.workflows import access
from yizhan.workflows.permissions import SYSTEM_ACTIONS, may

log = logging.getLogger(__name__)


class PermissionRefused(Exception):
    """The actor's role may not do this; the door answers 403."""


@dataclass
class Act:
    """One run of a workflow: who acts, when, and what changed."""

    name: str
    actor: User | None
    clock: Clock
    request_id: str = ""
    changes: list[AuditRow] = field(default_factory=list)

    @functools.cached_property
    def now(self) -> datetime:
        """The moment of this run, read once."""
        return self.clock.now()

    @property
    def today(self) -> date:
        """The branch's day of this run."""
        return branch_date(self.now)

    def application(self, application_id: UUID) -> records.Application:
        """The application, locked, if the actor may see it; otherwise Application.DoesNotExist."""
        return access.applications(self.actor).select_for_update(of=("self",)).get(pk=application_id)

    def enterprise(self, enterprise_id: UUID) -> records.Enterprise:
        """The enterprise, locked, if the actor may see it; otherwise Enterprise.DoesNotExist."""
        return access.enterprises(self.actor).select_for_update(of=("self",)).get(pk=enterprise_id)

    def changed(self, subject: models.Model, before: Any = None, after: Any = None) -> None:
        """Note one change for the audit trail; `before` and `after` hold only what changed, in plain values."""
        application, enterprise = _owners(subject)
        self.changes.append(
            self.row(
                "done",
                subject_type=type(subject).__name__,
                subject_id=as_uuid(subject.pk),
                application_id=application,
                enterprise_id=enterprise,
                before=plain(before),
                after=plain(after),
            )
        )

    def row(self, outcome: str, **columns: Any) -> AuditRow:
        """An audit row of this run, not yet saved."""
        role = self.actor.role if self.actor else "system"
        return AuditRow(
            at=self.now, actor=self.actor, actor_role=role, action=self.name, outcome=outcome, request_id=self.request_id, **columns
        )


def as_uuid(key: UUID | int) -> UUID:
    """The id under which the audit trail and request keys keep a record; a plain number is the number of the UUID."""
    return key if isinstance(key, UUID) else UUID(int=key)


def _owners(subject: models.Model) -> tuple[UUID | None, UUID | None]:
    """The application and the enterprise that a record belongs to, for the auditor's walk."""
    if isinstance(subject, records.Application):
        return subject.pk, subject.enterprise_id
    if isinstance(subject, records.Enterprise):
        return None, subject.pk
    application = getattr(subject, "application_id", None)
    enterprise = getattr(subject, "enterprise_id", None)
    for parent in ("application", "loan", "visit"):
        if application is None and getattr(subject, f"{parent}_id", None):
            application, enterprise = _owners(getattr(subject, parent))
    return application, enterprise


def action(name: str) -> Callable:
    """Make a function `(act, …)` a workflow `(actor, clock, …, key=None, request_id="")`."""

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def run(actor: User | None, clock: Clock, *args: Any, key: str | None = None, request_id: str = "", **kwargs: Any) -> Any:
            act = Act(name, actor, clock, request_id)
            _check_permission(act)
            body = (
                fingerprint([name, actor and actor.pk, [*map(_told, args)], {field: _told(value) for field, value in kwargs.items()}])
                if key
                else ""
            )
            result = _run_once(act, function, args, kwargs, key, body)
            if isinstance(result, Refusal):
                _audit_refusal(act, result)
            return result

        run.action_name = name
        return run

    return decorate


def _told(value: Any) -> Any:
    """An argument as the fingerprint knows it: a record by its id, a file by its content."""
    if isinstance(value, models.Model):
        return [type(value).__name__, value.pk]
    if not hasattr(value, "read"):
        return value
    value.seek(0)
    digest = file_digest(value, "sha256").hexdigest()
    value.seek(0)
    return digest


def _check_permission(act: Act) -> None:
    allowed = act.name in SYSTEM_ACTIONS if act.actor is None else may(act.actor.role, act.name)
    if not allowed:
        _audit_refusal(act, refuse("not_permitted"))
        raise PermissionRefused(act.name)


def _run_once(act: Act, function: Callable, args: tuple, kwargs: dict, key: str | None, body: str) -> Any:
    with transaction.atomic(durable=True):
        if key is not None:
            _wait_for_same_key(act.name, key)
            if (stored := _stored_result(act.name, key, body)) is not None:
                return stored
        result = function(act, *args, **kwargs)
        if isinstance(result, Refusal):
            transaction.set_rollback(True)
            return result
        if not act.changes:
            raise AssertionError(f"{act.name} changed nothing that the audit trail knows of")
        AuditRow.objects.bulk_create(act.changes)
        if key is not None:
            RequestKey.objects.create(
                key=key,
                action=act.name,
                actor=act.actor,
                fingerprint=body,
                at=act.now,
                result_type=type(result).__name__,
                result_id=as_uuid(result.pk),
            )
        return result


def _wait_for_same_key(name: str, key: str) -> None:
    """Of two requests with one key the second waits until the first has committed, and then finds its answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"{name}:{key}",))


def _stored_result(name: str, key: str, body: str) -> Any:
    stored = RequestKey.objects.filter(action=name, key=key).first()
    if stored is None:
        return None
    if stored.fingerprint != body:
        return refuse("key_reused_with_other_content", key=key)
    return getattr(records, stored.result_type).objects.get(pk=stored.result_id)


def _audit_refusal(act: Act, refusal: Refusal) -> None:
    log.info("refused %s: %s", act.name, refusal.code)
    with transaction.atomic():
        act.row("refused", refusal_code=refusal.code, after=plain(refusal.facts)).save()
