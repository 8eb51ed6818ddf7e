"""Which HTTP status a refusal becomes: 422 unless the code says otherwise.

409: the request is right, but the record has moved on or stands against it; reading it again shows why.
403: the request is right, but it is another person's to make.
"""

CONFLICTS = frozenset(
    {
        "acceptance_needed_first",
        "alarm_closed_already",
        "alert_raised_already",
        "already_called",
        "already_paused",
        "application_ended",
        "application_not_changeable",
        "application_open_already",
        "arrears_first",
        "card_in_force_already",
        "card_not_approved",
        "card_proposed_already",
        "card_reviewed_already",
        "change_has_no_effect",
        "change_outdated",
        "change_proposed_already",
        "change_taken_already",
        "checklist_open",
        "claim_period_overlaps",
        "claims_not_approved",
        "claims_taken_already",
        "consent_text_changed",
        "day_end_first",
        "day_end_running",
        "decision_needed_first",
        "decision_taken_already",
        "enterprise_already_registered",
        "evaluation_needed_first",
        "evaluation_outdated",
        "event_not_allowed_in_state",
        "fee_not_charged",
        "fee_paid_already",
        "fee_proposed_already",
        "fee_taken_already",
        "finding_asks_for_more",
        "fixing_day_begun",
        "fixing_proposed_already",
        "fixing_stands_already",
        "fixing_taken_already",
        "fold_off_accrual",
        "instalment_due_first",
        "instalment_not_due",
        "letter_not_due",
        "letter_sent_already",
        "member_already",
        "merchant_change_proposed_already",
        "merchant_known_already",
        "merchant_not_in_state",
        "merchant_taken_already",
        "not_in_arrears",
        "not_paused",
        "nothing_outstanding",
        "nothing_to_claim",
        "nothing_to_fold",
        "offer_changed",
        "offer_expired",
        "offer_missing",
        "paid_out_already",
        "parameter_version_changed",
        "parameter_version_missing",
        "payout_not_rejected",
        "payout_ordered_already",
        "preview_outdated",
        "programme_loan_already",
        "programme_used_up",
        "renewal_not_near",
        "renewal_wished_already",
        "repayment_not_reversible",
        "refund_confirmed_already",
        "replay_differs",
        "reversed_already",
        "rules_version_changed",
        "score_differs",
        "taken_by_another",
        "visit_finished",
        "warning_closed_already",
    }
)
FORBIDDEN = frozenset(
    {
        "amount_over_authority",
        "amount_over_branch_authority",
        "card_of_another",
        "decider_cannot_disburse",
        "involved_cannot_approve",
        "not_in_your_queue",
        "not_permitted",
        "proposal_of_another",
        "role_not_allowed",
        "role_without_authority",
        "proposer_cannot_take",
        "same_person",
        "visit_of_another",
        "csrf_failed",
    }
)
OTHERS = {
    "not_signed_in": 401,
    "not_found": 404,
    "body_unreadable": 400,
    "body_too_large": 413,
    "upload_too_large": 413,
}


def status_of(code: str) -> int:
    """The status of a refusal's code."""
    if code in OTHERS:
        return OTHERS[code]
    if code in FORBIDDEN:
        return 403
    return 409 if code in CONFLICTS else 422
