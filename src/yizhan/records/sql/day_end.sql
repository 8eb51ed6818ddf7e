-- The day end over all loans at once: the rules of credit/servicing.py in sets. records/queries.py reads the queries by name.
-- One chunk of loans is one transaction; its rows stand in temporary tables that each commit and each new chunk empties.

-- make_tables --
CREATE TEMPORARY TABLE IF NOT EXISTS day_end_loan (
    loan_id uuid NOT NULL, journal_id uuid NOT NULL, deposit_account_id uuid NOT NULL, principal_account_id uuid NOT NULL,
    interest_account_id uuid NOT NULL, overdue_account_id uuid, non_accrual_account_id uuid, penalty_account_id uuid,
    fee_account_id uuid, memorandum_account_id uuid,
    product_code text NOT NULL, nights integer NOT NULL, penalty_units numeric NOT NULL, year_days integer NOT NULL,
    penalty_on_interest boolean NOT NULL, non_accrual_days integer NOT NULL,
    principal bigint NOT NULL, overdue bigint NOT NULL, non_accrual bigint NOT NULL, interest bigint NOT NULL, penalty bigint NOT NULL,
    fee bigint NOT NULL, memorandum bigint NOT NULL,
    was_non_accrual boolean NOT NULL, is_non_accrual boolean NOT NULL, overdue_since date,
    penalty_numerator numeric NOT NULL, penalty_charged bigint NOT NULL, penalty_paid bigint NOT NULL,
    to_principal bigint, to_overdue bigint, to_non_accrual bigint, to_interest bigint, to_penalty bigint, to_memorandum bigint
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS day_end_claim (
    loan_id uuid NOT NULL, deposit_account_id uuid NOT NULL, instalment_id uuid, number integer, kind text NOT NULL,
    place integer NOT NULL, fell_due_on date, amount bigint NOT NULL, paid bigint NOT NULL DEFAULT 0
) ON COMMIT DELETE ROWS;
DELETE FROM day_end_loan;
DELETE FROM day_end_claim;

-- take_chunk --
-- The next loans by id that the day has not closed yet, locked; with the rules of their products on the day.
INSERT INTO day_end_loan
SELECT taken.loan_id, gen_random_uuid(), loan.deposit_account_id, loan.loan_account_id, loan.interest_account_id,
    taken.overdue_account_id, taken.non_accrual_account_id, taken.penalty_account_id, taken.fee_account_id, taken.memorandum_account_id,
    taken.product_code, %(day)s - taken.accrued_through, round(loan.annual_rate * (1 + rule.penalty_markup) * 100000000),
    CASE WHEN loan.day_count IN ('ACT/365', 'ACT/ACT') THEN 365 ELSE 360 END, rule.penalty_on_interest, rule.non_accrual_days,
    taken.principal_minor, taken.overdue_minor, taken.non_accrual_minor, taken.interest_minor, taken.penalty_minor, taken.fee_minor,
    taken.memorandum_minor, taken.is_non_accrual, taken.is_non_accrual, taken.overdue_since,
    taken.penalty_numerator, taken.penalty_charged_minor, taken.penalty_paid_minor
FROM (
    SELECT * FROM records_loanstanding
    WHERE is_open AND accrued_through < %(day)s AND loan_id > %(after)s
    ORDER BY loan_id LIMIT %(size)s FOR UPDATE
) AS taken
JOIN records_loan AS loan ON loan.id = taken.loan_id
JOIN jsonb_to_recordset(%(rules)s::jsonb)
    AS rule (product_code text, penalty_markup numeric, penalty_on_interest boolean, non_accrual_days integer) USING (product_code);

-- count_loans --
ANALYZE day_end_loan;

-- count_claims --
ANALYZE day_end_claim;

-- fall_due --
-- The few lines that fall due are found first: asked the other way, the planner looks at every line of every loan.
WITH due AS MATERIALIZED (
    SELECT id, loan_id FROM records_instalment WHERE state = 'due' AND fell_due_on IS NULL AND due_on <= %(due_through)s
)
UPDATE records_instalment AS line SET fell_due_on = %(day)s
FROM due JOIN day_end_loan AS taken ON taken.loan_id = due.loan_id
WHERE line.id = due.id;

-- claim --
-- What is due, in the order of the product, and what of it the deposit account pays: claims of one account in order of loan, then place.
-- Money that came after the day does not pay for it.
INSERT INTO day_end_claim (loan_id, deposit_account_id, instalment_id, number, kind, place, fell_due_on, amount, paid)
WITH due AS (
    SELECT line.* FROM day_end_loan AS taken
    JOIN records_instalment AS line ON line.loan_id = taken.loan_id AND line.state = 'due' AND line.fell_due_on IS NOT NULL
), part AS (
    SELECT loan_id, NULL::uuid AS instalment_id, NULL::integer AS number, 'fee' AS kind, NULL::date AS fell_due_on, fee AS amount
    FROM day_end_loan WHERE fee > 0
    UNION ALL
    SELECT loan_id, NULL, NULL, 'penalty', NULL, penalty_charged - penalty_paid FROM day_end_loan WHERE penalty_charged > penalty_paid
    UNION ALL
    SELECT loan_id, id, number, 'interest', fell_due_on, interest_minor - paid_interest_minor FROM due
    UNION ALL
    SELECT loan_id, id, number, 'principal', fell_due_on, principal_minor - paid_principal_minor FROM due
), placed AS (
    SELECT part.*, taken.deposit_account_id, ranking.place
    FROM part JOIN day_end_loan AS taken USING (loan_id)
    JOIN jsonb_to_recordset(%(order)s::jsonb) AS ranking (product_code text, is_non_accrual boolean, kind text, place integer)
        ON ranking.product_code = taken.product_code AND ranking.is_non_accrual = taken.was_non_accrual AND ranking.kind = part.kind
    WHERE part.amount > 0
), deposit AS (
    SELECT account.id, greatest(0, least(-account.balance_minor, later.amount - account.balance_minor)) AS available
    FROM (SELECT DISTINCT deposit_account_id FROM placed) AS wanted
    JOIN book.account AS account ON account.id = wanted.deposit_account_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount_minor), 0) AS amount FROM book.entry WHERE account_id = account.id AND booked_on > %(day)s
    ) AS later
), running AS (
    SELECT placed.*, deposit.available,
        sum(amount) OVER (PARTITION BY deposit_account_id ORDER BY loan_id, place, number ROWS UNBOUNDED PRECEDING) - amount AS before
    FROM placed JOIN deposit ON deposit.id = placed.deposit_account_id
)
SELECT loan_id, deposit_account_id, instalment_id, number, kind, place, fell_due_on, amount,
    least(amount, greatest(0, available - before))
FROM running;

-- pay_lines --
UPDATE records_instalment AS line
SET paid_interest_minor = line.paid_interest_minor + paid.interest, paid_principal_minor = line.paid_principal_minor + paid.principal,
    state = CASE WHEN line.paid_interest_minor + paid.interest = line.interest_minor
        AND line.paid_principal_minor + paid.principal = line.principal_minor THEN 'paid' ELSE line.state END
FROM (
    SELECT instalment_id, coalesce(sum(paid) FILTER (WHERE kind = 'interest'), 0) AS interest,
        coalesce(sum(paid) FILTER (WHERE kind = 'principal'), 0) AS principal
    FROM day_end_claim WHERE instalment_id IS NOT NULL AND paid > 0 GROUP BY instalment_id
) AS paid
WHERE line.id = paid.instalment_id;

-- pay_loans --
INSERT INTO records_repayment (id, created_at, loan_id, kind, paid_on, amount_minor, principal_minor, interest_minor, penalty_minor,
    fee_minor, excess_minor, source, allocation, schedule_version, is_reversed, keep, journal_id)
SELECT gen_random_uuid(), %(now)s, loan_id, 'collection', %(day)s, sum(paid), coalesce(sum(paid) FILTER (WHERE kind = 'principal'), 0),
    coalesce(sum(paid) FILTER (WHERE kind = 'interest'), 0), coalesce(sum(paid) FILTER (WHERE kind = 'penalty'), 0),
    coalesce(sum(paid) FILTER (WHERE kind = 'fee'), 0), 0, 'deposit',
    jsonb_agg(jsonb_build_object('kind', kind, 'number', number, 'claimed_minor', amount, 'paid_minor', paid) ORDER BY place, number),
    (SELECT max(schedule_version) FROM records_instalment AS line WHERE line.loan_id = claim.loan_id),
    false, '', taken.journal_id
FROM day_end_claim AS claim JOIN day_end_loan AS taken USING (loan_id)
WHERE paid > 0 GROUP BY claim.loan_id, taken.journal_id;

-- stage_payments --
-- Off accrual, interest and penalty become income when they are paid, and leave the memorandum account.
INSERT INTO staged_entry
SELECT taken.journal_id, 'loan_repayment:' || taken.loan_id || ':' || %(day)s::date, 'loan_repayment', %(day)s, %(day)s,
    'loan:' || taken.loan_id, '{}', entry.account_id, entry.amount
FROM day_end_claim AS claim JOIN day_end_loan AS taken USING (loan_id)
CROSS JOIN LATERAL (
    SELECT taken.deposit_account_id AS account_id, claim.paid AS amount
    UNION ALL
    SELECT CASE
        WHEN claim.kind = 'fee' THEN taken.fee_account_id
        WHEN claim.kind = 'principal' AND taken.was_non_accrual THEN taken.non_accrual_account_id
        WHEN claim.kind = 'principal' AND claim.fell_due_on < %(day)s THEN taken.overdue_account_id
        WHEN claim.kind = 'principal' THEN taken.principal_account_id
        WHEN taken.was_non_accrual AND claim.kind = 'interest' THEN %(interest_income)s::uuid
        WHEN taken.was_non_accrual THEN %(penalty_income)s::uuid
        WHEN claim.kind = 'interest' THEN taken.interest_account_id
        ELSE taken.penalty_account_id END, -claim.paid
    UNION ALL
    SELECT account_id, amount
    FROM (VALUES (taken.memorandum_account_id, -claim.paid), (%(memorandum_contra)s::uuid, claim.paid)) AS memorandum (account_id, amount)
    WHERE taken.was_non_accrual AND claim.kind IN ('interest', 'penalty')
) AS entry
WHERE claim.paid > 0;

-- book_payments --
-- What the loan's accounts hold once the payments are posted.
UPDATE day_end_loan AS taken
SET principal = taken.principal - (NOT was_non_accrual)::integer * paid.principal_today,
    overdue = taken.overdue - (NOT was_non_accrual)::integer * paid.principal_late,
    non_accrual = taken.non_accrual - was_non_accrual::integer * (paid.principal_today + paid.principal_late),
    interest = taken.interest - (NOT was_non_accrual)::integer * paid.interest,
    penalty = taken.penalty - (NOT was_non_accrual)::integer * paid.penalty,
    memorandum = taken.memorandum - was_non_accrual::integer * (paid.interest + paid.penalty),
    fee = taken.fee - paid.fee, penalty_paid = taken.penalty_paid + paid.penalty
FROM (
    SELECT loan_id, coalesce(sum(paid) FILTER (WHERE kind = 'principal' AND fell_due_on = %(day)s), 0)::bigint AS principal_today,
        coalesce(sum(paid) FILTER (WHERE kind = 'principal' AND fell_due_on < %(day)s), 0)::bigint AS principal_late,
        coalesce(sum(paid) FILTER (WHERE kind = 'interest'), 0)::bigint AS interest,
        coalesce(sum(paid) FILTER (WHERE kind = 'penalty'), 0)::bigint AS penalty,
        coalesce(sum(paid) FILTER (WHERE kind = 'fee'), 0)::bigint AS fee
    FROM day_end_claim WHERE paid > 0 GROUP BY loan_id
) AS paid
WHERE paid.loan_id = taken.loan_id;

-- settle --
-- Arrears, non-accrual, penalty and interest of the night: what each account must hold at the end of the day.
WITH line AS (
    SELECT taken.loan_id, min(open.fell_due_on) AS since,
        coalesce(sum(open.principal_minor - open.paid_principal_minor) FILTER (WHERE open.fell_due_on IS NOT NULL), 0)::bigint AS overdue,
        coalesce(sum((open.principal_minor - open.paid_principal_minor
                + taken.penalty_on_interest::integer * (open.interest_minor - open.paid_interest_minor))
            * least(taken.nights, %(day)s - open.fell_due_on + 1)) FILTER (WHERE open.fell_due_on IS NOT NULL), 0) AS penalty_base,
        sum((2 * open.interest_minor * least(%(day)s - open.starts_on + 1, open.ends_on - open.starts_on)
                + (open.ends_on - open.starts_on)) / (2 * (open.ends_on - open.starts_on)) - open.paid_interest_minor)::bigint AS interest
    FROM day_end_loan AS taken
    JOIN records_instalment AS open ON open.loan_id = taken.loan_id AND open.state = 'due' AND open.starts_on <= %(day)s
    GROUP BY taken.loan_id
), arrears AS (
    SELECT taken.loan_id, line.since, coalesce(line.overdue, 0) AS overdue, coalesce(line.interest, 0) AS interest,
        line.since IS NOT NULL AND (%(day)s - line.since > taken.non_accrual_days OR taken.was_non_accrual) AS is_non_accrual,
        line.since IS NULL AND taken.penalty_charged = taken.penalty_paid AS is_cured,
        taken.penalty_numerator + coalesce(line.penalty_base, 0) * taken.penalty_units AS numerator,
        100000000::numeric * taken.year_days AS denominator,
        taken.principal + taken.overdue + taken.non_accrual AS everything
    FROM day_end_loan AS taken LEFT JOIN line USING (loan_id)
), penalty AS (
    SELECT arrears.*, CASE WHEN is_cured THEN 0 ELSE div(2 * numerator + denominator, 2 * denominator)::bigint END AS charged
    FROM arrears
)
UPDATE day_end_loan AS taken
SET overdue_since = penalty.since, is_non_accrual = penalty.is_non_accrual,
    penalty_numerator = CASE WHEN is_cured THEN 0 ELSE numerator END, penalty_charged = charged,
    penalty_paid = CASE WHEN is_cured THEN 0 ELSE taken.penalty_paid END,
    to_principal = CASE WHEN penalty.is_non_accrual THEN 0 ELSE everything - penalty.overdue END,
    to_overdue = CASE WHEN penalty.is_non_accrual THEN 0 ELSE penalty.overdue END,
    to_non_accrual = CASE WHEN penalty.is_non_accrual THEN everything ELSE 0 END,
    to_interest = CASE WHEN penalty.is_non_accrual THEN 0 ELSE penalty.interest END,
    to_penalty = CASE WHEN penalty.is_non_accrual OR is_cured THEN 0 ELSE charged - taken.penalty_paid END,
    to_memorandum = CASE WHEN penalty.is_non_accrual THEN penalty.interest + charged - taken.penalty_paid ELSE 0 END
FROM penalty WHERE penalty.loan_id = taken.loan_id;

-- accounts_needed --
-- Accounts of the loans' own that a balance moves to for the first time.
SELECT taken.loan_id, needed.name
FROM day_end_loan AS taken CROSS JOIN LATERAL (VALUES
    ('loan_principal_overdue', taken.overdue_account_id IS NULL AND to_overdue > 0),
    ('loan_principal_non_accrual', taken.non_accrual_account_id IS NULL AND to_non_accrual > 0),
    ('penalty_receivable', taken.penalty_account_id IS NULL AND to_penalty > 0),
    ('memorandum_interest', taken.memorandum_account_id IS NULL AND to_memorandum > 0)
) AS needed (name, is_needed)
WHERE needed.is_needed ORDER BY 1, 2;

-- name_accounts --
UPDATE day_end_loan AS taken
SET overdue_account_id = coalesce(opened.overdue, taken.overdue_account_id),
    non_accrual_account_id = coalesce(opened.non_accrual, taken.non_accrual_account_id),
    penalty_account_id = coalesce(opened.penalty, taken.penalty_account_id),
    memorandum_account_id = coalesce(opened.memorandum, taken.memorandum_account_id)
FROM (
    SELECT loan_id, max(account_id::text) FILTER (WHERE name = 'loan_principal_overdue')::uuid AS overdue,
        max(account_id::text) FILTER (WHERE name = 'loan_principal_non_accrual')::uuid AS non_accrual,
        max(account_id::text) FILTER (WHERE name = 'penalty_receivable')::uuid AS penalty,
        max(account_id::text) FILTER (WHERE name = 'memorandum_interest')::uuid AS memorandum
    FROM unnest(%(loans)s::uuid[], %(names)s::text[], %(accounts)s::uuid[]) AS given (loan_id, name, account_id) GROUP BY loan_id
) AS opened
WHERE opened.loan_id = taken.loan_id;

-- stage_changes --
-- One journal a kind and chunk: each loan's entries, and their sum on the branch's own account.
INSERT INTO staged_entry
WITH changed AS MATERIALIZED (
    SELECT CASE WHEN was_non_accrual <> is_non_accrual THEN 'non_accrual_transfer' ELSE movement.kind END AS kind,
        movement.account_id, movement.amount, movement.contra_id
    FROM day_end_loan CROSS JOIN LATERAL (VALUES
        ('overdue_transfer', principal_account_id, to_principal - principal, NULL::uuid),
        ('overdue_transfer', overdue_account_id, to_overdue - overdue, NULL),
        ('overdue_transfer', non_accrual_account_id, to_non_accrual - non_accrual, NULL),
        ('interest_accrual', interest_account_id, to_interest - interest, %(interest_income)s::uuid),
        ('penalty_accrual', penalty_account_id, to_penalty - penalty, %(penalty_income)s::uuid),
        ('memorandum_accrual', memorandum_account_id, to_memorandum - memorandum, %(memorandum_contra)s::uuid)
    ) AS movement (kind, account_id, amount, contra_id)
    WHERE movement.amount <> 0
), journal AS MATERIALIZED (
    SELECT kind, gen_random_uuid() AS id, kind || ':' || %(day)s::date || ':' || (SELECT min(loan_id::text) FROM day_end_loan) AS key
    FROM changed GROUP BY kind
), entry AS (
    SELECT kind, account_id, amount FROM changed
    UNION ALL
    SELECT kind, contra_id, -sum(amount)::bigint FROM changed WHERE contra_id IS NOT NULL GROUP BY kind, contra_id
)
SELECT journal.id, journal.key, kind, %(day)s, %(day)s, 'day_end:' || %(day)s::date, '{}', account_id, amount
FROM entry JOIN journal USING (kind) WHERE amount <> 0;

-- write_standings --
UPDATE records_loanstanding AS standing
SET accrued_through = %(day)s, principal_minor = to_principal, overdue_minor = to_overdue, non_accrual_minor = to_non_accrual,
    interest_minor = to_interest, penalty_minor = to_penalty, fee_minor = fee, memorandum_minor = to_memorandum,
    overdue_account_id = taken.overdue_account_id, non_accrual_account_id = taken.non_accrual_account_id,
    penalty_account_id = taken.penalty_account_id, memorandum_account_id = taken.memorandum_account_id,
    overdue_since = taken.overdue_since, overdue_days = coalesce(%(day)s - taken.overdue_since, 0),
    is_non_accrual = taken.is_non_accrual, penalty_numerator = taken.penalty_numerator,
    penalty_charged_minor = taken.penalty_charged, penalty_paid_minor = taken.penalty_paid
FROM day_end_loan AS taken WHERE taken.loan_id = standing.loan_id;

-- close_loans --
WITH ended AS (
    SELECT DISTINCT claim.loan_id FROM day_end_claim AS claim JOIN day_end_loan AS taken USING (loan_id)
    WHERE claim.paid > 0 AND taken.fee = 0 AND taken.penalty_charged = taken.penalty_paid
      AND NOT EXISTS (SELECT 1 FROM records_instalment AS line WHERE line.loan_id = claim.loan_id AND line.state = 'due')
), standing AS (
    UPDATE records_loanstanding SET is_open = false, risk_class = 1 FROM ended WHERE ended.loan_id = records_loanstanding.loan_id
)
UPDATE records_loan SET state = 'closed' FROM ended WHERE ended.loan_id = records_loan.id;

-- chunk_end --
SELECT max(loan_id::text), count(*) FROM day_end_loan;

-- classify --
-- The worst of judgement and days overdue; then, when more than a share of a debtor's claims is non-performing, all of them are.
WITH own AS (
    SELECT standing.loan_id, loan.enterprise_id, standing.risk_class, standing.judged_class, standing.overdue_days,
        greatest(standing.judged_class, coalesce((
            SELECT max(threshold.class) FROM jsonb_to_recordset(%(thresholds)s::jsonb) AS threshold (class integer, days integer)
            WHERE standing.overdue_days > threshold.days), 1)) AS own_class,
        standing.principal_minor + standing.overdue_minor + standing.non_accrual_minor AS claim
    FROM records_loanstanding AS standing JOIN records_loan AS loan ON loan.id = standing.loan_id
    WHERE standing.is_open
), debtor AS (
    SELECT enterprise_id FROM own GROUP BY enterprise_id
    HAVING sum(claim) FILTER (WHERE own_class >= 3) > %(cross_share)s * sum(claim)
), classed AS (
    SELECT own.*, CASE WHEN debtor.enterprise_id IS NOT NULL THEN greatest(own_class, 3) ELSE own_class END AS class
    FROM own LEFT JOIN debtor USING (enterprise_id)
), moved AS (
    UPDATE records_loanstanding AS standing SET risk_class = classed.class
    FROM classed WHERE classed.loan_id = standing.loan_id AND classed.class <> classed.risk_class
    RETURNING standing.loan_id, classed.risk_class AS from_class, classed.class AS to_class, classed.overdue_days,
        CASE WHEN classed.class > classed.own_class THEN 'cross_rule' WHEN classed.class = classed.judged_class THEN 'judgement'
            ELSE 'days' END AS ground
)
INSERT INTO records_classchange (id, loan_id, "on", from_class, to_class, ground, overdue_days)
SELECT gen_random_uuid(), loan_id, %(day)s, from_class, to_class, ground, overdue_days FROM moved;

-- report_standings --
SELECT risk_class, count(*), count(*) FILTER (WHERE overdue_since IS NOT NULL), count(*) FILTER (WHERE is_non_accrual),
    coalesce(sum(principal_minor), 0)::bigint, coalesce(sum(overdue_minor), 0)::bigint, coalesce(sum(non_accrual_minor), 0)::bigint,
    coalesce(sum(interest_minor), 0)::bigint, coalesce(sum(penalty_minor), 0)::bigint, coalesce(sum(fee_minor), 0)::bigint,
    coalesce(sum(memorandum_minor), 0)::bigint, coalesce(sum(written_off_minor), 0)::bigint
FROM records_loanstanding GROUP BY risk_class ORDER BY risk_class;

-- report_book --
SELECT code, sum(balance_minor * normal_sign)::bigint FROM book.account WHERE code = ANY(%(codes)s) GROUP BY code;

-- report_balance --
-- Debits less credits over the whole book, memorandum accounts as well: zero, or the book is wrong.
SELECT coalesce(sum(balance_minor), 0)::bigint FROM book.account;

-- report_income --
SELECT account_id, -coalesce(sum(amount_minor), 0)::bigint FROM book.entry
WHERE account_id = ANY(%(accounts)s::uuid[]) AND booked_on = %(day)s GROUP BY account_id;

-- report_collected --
SELECT count(*), coalesce(sum(amount_minor), 0)::bigint, coalesce(sum(fee_minor), 0)::bigint, coalesce(sum(penalty_minor), 0)::bigint,
    coalesce(sum(interest_minor), 0)::bigint, coalesce(sum(principal_minor), 0)::bigint
FROM records_repayment WHERE paid_on = %(day)s AND NOT is_reversed AND kind <> 'recovery';

-- report_due --
SELECT count(*), coalesce(sum(principal_minor + interest_minor), 0)::bigint, count(*) FILTER (WHERE state = 'due')
FROM records_instalment WHERE fell_due_on = %(day)s AND state IN ('due', 'paid');

-- report_moves --
SELECT from_class, to_class, count(*) FROM records_classchange WHERE "on" = %(day)s GROUP BY 1, 2 ORDER BY 1, 2;

-- first_open_day --
SELECT min(accrued_through) + 1 FROM records_loanstanding WHERE is_open;
