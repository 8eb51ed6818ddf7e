"""The identity of a registered enterprise, changed after a look at its papers."""

from yizhan.records.models import AuditRow, Enterprise
from yizhan.web.desk import identity

assert identity.AmendForm

CHANGED = {
    "compared_with": "licence of 2026-11-20",
    "name": "深圳新名科技有限公司",
    "registered_on": "2021-03-01",
    "industry": "wholesale",
    "in_park": "no",
    "region": "深圳市",
    "contact_phone": "13911112222",
}


def test_the_manager_changes_the_identity_and_the_audit_trail_keeps_before_and_after(cast, visitor_of, complete) -> None:
    address = f"/desk/enterprises/{complete.enterprise_id}/identity/"
    before = Enterprise.objects.get(pk=complete.enterprise_id)
    page = visitor_of(cast.manager).get(address).content.decode()
    assert before.name in page and before.contact_phone not in page
    assert visitor_of(cast.manager).post(address, CHANGED).status_code == 302
    after = Enterprise.objects.get(pk=complete.enterprise_id)
    assert (after.name, after.in_park, after.contact_phone) == (CHANGED["name"], False, "13911112222")
    assert (after.uscc, after.contact_name) == (before.uscc, before.contact_name)
    row = AuditRow.objects.get(action="enterprise.amend", outcome="done")
    assert (row.before["name"], row.after["name"], row.after["compared_with"]) == (before.name, after.name, "licence of 2026-11-20")
    assert "13911112222" not in str(row.after) and before.contact_phone not in str(row.before)


def test_what_is_known_already_is_no_change(cast, visitor_of, complete) -> None:
    address = f"/desk/enterprises/{complete.enterprise_id}/identity/"
    manager = visitor_of(cast.manager)
    manager.post(address, CHANGED)
    again = manager.post(address, CHANGED)
    assert again.status_code == 200 and "Nothing differs" in again.content.decode()


def test_a_wrong_value_names_its_field_and_keeps_what_was_typed(cast, visitor_of, complete) -> None:
    address = f"/desk/enterprises/{complete.enterprise_id}/identity/"
    page = visitor_of(cast.manager).post(address, CHANGED | {"registered_on": "2999-01-01"}).content.decode()
    assert "still to come" in page and CHANGED["name"] in page


def test_others_cannot_change_it(cast, visitor_of, complete) -> None:
    address = f"/desk/enterprises/{complete.enterprise_id}/identity/"
    assert visitor_of(cast.officer).post(address, CHANGED).status_code == 403
    assert "Change the identity" not in visitor_of(cast.officer).get(f"/desk/enterprises/{complete.enterprise_id}/").content.decode()
