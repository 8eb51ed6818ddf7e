-- Loans for the benchmark: one enterprise each, paid out in the book by one journal, 3 % of them with an unpaid instalment of May.
INSERT INTO records_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined, role,
    display_name, language)
SELECT gen_random_uuid(), '', false, 'bench', '', '', '', false, true, now(), 'operations', 'bench', 'zh-hans';
CREATE TEMP TABLE made AS
SELECT number, (ARRAY['annuity', 'equal_principal', 'interest_first', 'bullet'])[1 + number % 4] AS form, number / 4 % 30 AS start_day,
    number % 100 IN (5, 50, 81) AS is_late, gen_random_uuid() AS enterprise, gen_random_uuid() AS application, gen_random_uuid() AS decision,
    gen_random_uuid() AS contract, gen_random_uuid() AS loan, gen_random_uuid() AS principal_account,
    gen_random_uuid() AS interest_account, gen_random_uuid() AS deposit_account
FROM generate_series(1, :loans) AS number;
INSERT INTO book.account (id, code, owner, currency, normal_sign, may_overdraw, opened_on)
SELECT principal_account, '130301', 'loan:' || loan, 'CNY', 1, false, :first_start FROM made
UNION ALL SELECT interest_account, '113201', 'loan:' || loan, 'CNY', 1, true, :first_start FROM made
UNION ALL SELECT deposit_account, '201101', 'enterprise:' || enterprise, 'CNY', -1, false, :first_start FROM made
UNION ALL SELECT gen_random_uuid(), '300101', '', 'CNY', 1, true, :first_start;
INSERT INTO records_enterprise (id, created_at, name, industry, region, address, legal_representative, contact_name, contact_phone,
    contact_email, deposit_account_id, is_demo)
SELECT enterprise, now(), 'bench ' || number, '', '', '', '', '', '', '', deposit_account, false FROM made;
INSERT INTO records_application (id, created_at, number, enterprise_id, product_code, amount_minor, term_months, purpose, purpose_note,
    repayment_form, payee_name, payee_account, payee_bank, state, holder_role, applicant_id, due_state, warned_percent, version, is_demo)
SELECT application, now(), 'A' || number, enterprise, 'park-e', 60000000, 12, '', '', form, '', '', '', 'disbursed', 'operations',
    (SELECT id FROM records_user), 'kept', 0, 1, false FROM made;
INSERT INTO records_decision (id, created_at, application_id, outcome, repayment_form, reasons, override_reason, proposed_by_id, proposed_at,
    proposal_note, verdict, verdict_note)
SELECT decision, now(), application, 'approve', form, '[]', '', (SELECT id FROM records_user), now(), '', 'confirmed', '' FROM made;
INSERT INTO records_contract (id, created_at, application_id, decision_id, number, amount_minor, term_months, annual_rate, repayment_form,
    terms, costs, annualised_simple, annualised_compound, text_sha256, offered_at, expires_on)
SELECT contract, now(), application, decision, 'C' || number, 60000000, 12, 0.0415, form, '{}', '{}', 0.0415, 0.0415, '', now(), :day FROM made;
INSERT INTO records_loan (id, created_at, application_id, contract_id, enterprise_id, number, principal_minor, annual_rate, day_count,
    repayment_form, term_months, started_on, matures_on, state, loan_account_id, interest_account_id, deposit_account_id, disbursed_by_id,
    payout_journal_id)
SELECT loan, now(), application, contract, enterprise, 'L' || number, 60000000, 0.0415, 'ACT/360', form, 12, :first_start + start_day,
    :first_start + 365 + start_day, 'active', principal_account, interest_account, deposit_account, (SELECT id FROM records_user), loan
FROM made;
INSERT INTO records_instalment (id, created_at, loan_id, schedule_version, number, due_on, starts_on, ends_on, fell_due_on, opening_minor,
    principal_minor, interest_minor, closing_minor, explanation, paid_principal_minor, paid_interest_minor, state)
SELECT gen_random_uuid(), now(), loan, 1, line.number, line.due_on, line.starts_on, line.ends_on, NULL, opening, principal, interest, closing,
    '{}', CASE WHEN paid.paid THEN principal ELSE 0 END, CASE WHEN paid.paid THEN interest ELSE 0 END,
    CASE WHEN paid.paid THEN 'paid' ELSE 'due' END
FROM made JOIN template_line AS line USING (form, start_day)
CROSS JOIN LATERAL (SELECT line.due_on < :before AND NOT (made.is_late AND line.due_on >= DATE '2026-05-01') AS paid) AS paid;
CREATE TEMP TABLE owed AS
SELECT loan_id, sum(principal_minor) FILTER (WHERE state = 'due') AS principal,
    sum(principal_minor + interest_minor) FILTER (WHERE state = 'due' AND due_on = :day) AS due
FROM records_instalment GROUP BY loan_id;
INSERT INTO records_loanstanding (loan_id, is_open, product_code, accrued_through, principal_minor, overdue_minor, non_accrual_minor,
    interest_minor, penalty_minor, fee_minor, memorandum_minor, written_off_minor, overdue_days, is_non_accrual, penalty_numerator,
    penalty_charged_minor, penalty_paid_minor, risk_class, judged_class)
SELECT loan, true, 'park-e', :first_start + start_day - 1, owed.principal, 0, 0, 0, 0, 0, 0, 0, 0, false, 0, 0, 0, 1, 1
FROM made JOIN owed ON owed.loan_id = made.loan;
CREATE TEMP TABLE line AS
SELECT principal_account AS account, owed.principal::bigint AS amount FROM made JOIN owed ON owed.loan_id = made.loan
UNION ALL SELECT deposit_account, -owed.due::bigint FROM made JOIN owed ON owed.loan_id = made.loan WHERE owed.due > 0 AND NOT is_late;
INSERT INTO line SELECT (SELECT id FROM book.account WHERE code = '300101'), -sum(amount) FROM line;
SELECT book.post_journals(ARRAY[gen_random_uuid()], ARRAY['loan_payout'], ARRAY['bench'], ARRAY[repeat('00', 32)], ARRAY[:first_start],
    ARRAY[:first_start], ARRAY['bench'], ARRAY['{}'], array_agg(1), array_agg(account), array_agg('CNY'::text), array_agg(amount), now(), 'bench')
FROM line;
