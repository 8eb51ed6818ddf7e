"""What only the demo build does: mark enterprises as demo, hand in papers that no application asked for."""

import hashlib
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from yizhan.records.models import Enterprise, Upload, User
from yizhan.workflows.action import Act, action


@action("demo.build")
def mark_enterprise(act: Act, enterprise_id: UUID, external_code: str, manager: User) -> Enterprise:
    """A demo enterprise with the code under which its invoices arrive, in a manager's portfolio."""
    enterprise = act.enterprise(enterprise_id)
    enterprise.is_demo, enterprise.external_code, enterprise.relationship_manager = True, external_code, manager
    enterprise.save(update_fields=["is_demo", "external_code", "relationship_manager"])
    act.changed(enterprise, after={"is_demo": True, "external_code": external_code})
    return enterprise


@action("demo.build")
def hand_in(act: Act, enterprise_id: UUID, kind: str, file_name: str, content: bytes) -> Upload:
    """A paper that reached the branch before any application; it is read like every upload."""
    digest = hashlib.sha256(content).hexdigest()
    stored_as = f"{kind}/{digest[:2]}/{digest}"
    if not default_storage.exists(stored_as):
        default_storage.save(stored_as, ContentFile(content))
    upload = Upload.objects.create(
        enterprise=act.enterprise(enterprise_id),
        kind=kind,
        file_name=file_name,
        stored_as=stored_as,
        media_type="text/csv",
        sha256=digest,
        size_bytes=len(content),
        created_at=act.now,
    )
    act.changed(upload, after={"kind": kind, "file_name": file_name, "sha256": digest})
    return upload


@action("demo.build")
def finish_building(act: Act, first: User, cases: int) -> User:
    """The last row of a build, so that an interrupted one can be told from a whole one."""
    act.changed(first, after={"demo_park_cases": cases})
    return first
