-- payment_columns --
SELECT payment.id, payment.payer_id, payment.card_id, card.masked, payment.merchant_id, merchant.name_latin, payment.caller,
    payment.programme, payment.scheme, payment.strength, payment.stage, payment.order_minor, payment.user_fee_minor,
    payment.merchant_fee_minor, payment.contribution_minor, payment.interchange_minor, payment.assessments_minor, payment.refunded_minor,
    payment.refunded_fee_minor, payment.usd_micro, payment.billing_minor, payment.billing_currency, payment.response_code,
    payment.approval_code, payment.created_at, payment.changed_at, payment.captured_at, payment.on_day,
    EXISTS (SELECT 1 FROM :schema.reversal WHERE reversal.payment_id = payment.id AND reversal.closed_at IS NULL),
    payment.reference
FROM :schema.payment JOIN :schema.card ON card.id = payment.card_id JOIN :schema.merchant ON merchant.id = payment.merchant_id;

-- of_id --
WHERE payment.id = %s;

-- of_ids --
WHERE payment.id = ANY (%s) ORDER BY payment.id DESC;

-- of_payer_at --
WHERE payment.payer_id = %s AND payment.id >= %s AND payment.id < %s ORDER BY payment.id;

-- of_payer --
WHERE payment.payer_id = %s AND payment.id < %s ORDER BY payment.id DESC LIMIT %s;

-- of_merchant --
WHERE payment.merchant_id = %s AND payment.id >= %s AND payment.id < %s ORDER BY payment.id DESC;

-- in_doubt --
WHERE payment.stage = 1 AND payment.id >= (SELECT coalesce(min(open_from_id), 0) FROM :schema.writer_mark) AND payment.created_at < %s
ORDER BY payment.id DESC LIMIT 200;

-- between --
WHERE payment.id >= %s AND payment.id < %s ORDER BY payment.id DESC LIMIT %s;

-- refunds_of --
SELECT id, payment_id, place, order_minor, user_fee_minor, merchant_fee_minor, contribution_minor, stage, send_at, created_at
FROM :schema.refund WHERE payment_id = %s ORDER BY place;

-- refund --
SELECT id, payment_id, place, order_minor, user_fee_minor, merchant_fee_minor, contribution_minor, stage, send_at, created_at
FROM :schema.refund WHERE id = %s;

-- entries_of --
SELECT payment_id, event, line, debit, credit, amount_minor, booked_at FROM :schema.entry WHERE payment_id = ANY (%s)
ORDER BY booked_at, payment_id, event, line;

-- payer --
SELECT id, programme, tier, status, day, day_micro, day_minor, day_b_minor, day_c_minor, day_d_minor, day_without_password, year, year_micro,
    year_minor
FROM :schema.payer WHERE id = %s;

-- cards_of --
SELECT id, payer_id, token, masked, scheme, co_brand, region, expiry, status, bound_at FROM :schema.card WHERE payer_id = %s ORDER BY id;

-- card --
SELECT id, payer_id, token, masked, scheme, co_brand, region, expiry, status, bound_at FROM :schema.card WHERE id = %s;

-- open_reversals --
SELECT payment_id, scheme, amount_minor, reference, attempts, due_at, opened_at, closed_at, response_code
FROM :schema.reversal WHERE closed_at IS NULL ORDER BY opened_at LIMIT 500;

-- reversal_of --
SELECT payment_id, scheme, amount_minor, reference, attempts, due_at, opened_at, closed_at, response_code
FROM :schema.reversal WHERE payment_id = %s;

-- alarms --
SELECT id, kind, payment_id, facts, raised_at FROM :schema.alarm WHERE raised_at >= %s ORDER BY id DESC LIMIT 500;

-- by_minute --
SELECT date_trunc('minute', created_at), count(*), count(*) FILTER (WHERE stage IN (3, 4, 5, 6, 9)), count(*) FILTER (WHERE stage = 7),
    count(*) FILTER (WHERE stage = 8), count(*) FILTER (WHERE stage = 1), coalesce(sum(order_minor) FILTER (WHERE stage IN (3, 4, 5)), 0)::bigint
FROM :schema.payment WHERE id >= %s GROUP BY 1 ORDER BY 1;

-- declines --
SELECT scheme, response_code, count(*), sum(order_minor)::bigint FROM :schema.payment
WHERE id >= %s AND stage = 7 GROUP BY scheme, response_code ORDER BY count(*) DESC;

-- margins --
SELECT scheme, programme, merchant_id, count(*), sum(order_minor)::bigint, sum(merchant_fee_minor)::bigint, sum(contribution_minor)::bigint,
    sum(interchange_minor)::bigint, sum(assessments_minor)::bigint
FROM :schema.payment WHERE id >= %s AND id < %s AND stage IN (3, 4, 5, 6) GROUP BY scheme, programme, merchant_id
ORDER BY scheme, programme, merchant_id;

-- merchant_day --
SELECT count(*) FILTER (WHERE stage IN (3, 4, 5, 6)), coalesce(sum(order_minor) FILTER (WHERE stage IN (3, 4, 5, 6)), 0)::bigint,
    coalesce(sum(merchant_fee_minor) FILTER (WHERE stage IN (3, 4, 5, 6)), 0)::bigint,
    coalesce(sum(refunded_minor), 0)::bigint, count(*) FILTER (WHERE stage = 7), count(*) FILTER (WHERE stage = 1)
FROM :schema.payment WHERE merchant_id = %s AND id >= %s AND id < %s;

-- balances --
SELECT code, owner, sum(balance_minor)::bigint, sum(version)::bigint FROM :schema.account GROUP BY code, owner HAVING sum(version) > 0
ORDER BY code, owner;

-- balances_before --
SELECT number, sum(amount)::bigint FROM (
    SELECT id >> 40 AS number, balance_minor AS amount FROM :schema.account
    UNION ALL SELECT debit >> 40, -amount_minor FROM :schema.entry WHERE booked_at >= %(moment)s
    UNION ALL SELECT credit >> 40, amount_minor FROM :schema.entry WHERE booked_at >= %(moment)s
) AS part GROUP BY number HAVING sum(amount) <> 0 ORDER BY number;

-- key_of --
SELECT payment_id, refusal, fingerprint FROM :schema.payment_key WHERE key = %s AND caller = %s;

-- shard_counts --
SELECT (SELECT count(*) FROM :schema.payer), (SELECT count(*) FROM :schema.payment), (SELECT count(*) FROM :schema.refund),
    (SELECT count(*) FROM :schema.entry), (SELECT count(*) FROM :schema.account);

-- fixing_on --
SELECT first_day, dollar_rate, source FROM :schema.rate_fixing WHERE first_day <= %s ORDER BY first_day DESC LIMIT 1;

-- copy_registers --
WITH told AS (INSERT INTO :schema.callback SELECT * FROM pay_00.callback ON CONFLICT DO NOTHING),
fixed AS (INSERT INTO :schema.rate_fixing SELECT * FROM pay_00.rate_fixing ON CONFLICT DO NOTHING)
INSERT INTO :schema.merchant SELECT * FROM pay_00.merchant ON CONFLICT DO NOTHING RETURNING id;

-- verify_balances --
WITH half AS (SELECT debit AS id, amount_minor FROM :schema.entry UNION ALL SELECT credit, -amount_minor FROM :schema.entry),
booked AS (SELECT id, sum(amount_minor)::bigint AS amount, count(*) AS lines FROM half GROUP BY id)
SELECT CASE WHEN account.id IS NULL THEN 'entry_without_account' ELSE 'balance_differs_from_entries' END,
    jsonb_build_object('account', id, 'balance', balance_minor, 'entries', coalesce(amount, 0), 'version', version, 'lines', coalesce(lines, 0))
FROM :schema.account FULL JOIN booked USING (id)
WHERE account.id IS NULL OR balance_minor <> coalesce(amount, 0) OR version <> coalesce(lines, 0)
ORDER BY id LIMIT %(most)s;

-- verify_accounts --
WITH owned AS (
    SELECT * FROM unnest(%(numbers)s::bigint[], %(codes)s::text[], %(owners)s::bigint[]) AS given (number, code, owner)
    UNION ALL SELECT %(merchant_number)s, %(merchant_code)s, id FROM :schema.merchant
), expected AS (
    SELECT :schema.account_number(number, owner, stripe) AS id, code, owner, stripe FROM owned, generate_series(0, %(stripe_max)s) AS stripe
)
SELECT CASE WHEN account.id IS NULL THEN 'account_missing' ELSE 'account_not_of_its_number' END,
    jsonb_build_object('account', id, 'code', account.code, 'owner', account.owner, 'stripe', account.stripe)
FROM expected FULL JOIN :schema.account USING (id)
WHERE account.id IS NULL OR expected.code IS NULL
    OR (account.code, account.owner, account.stripe) <> (expected.code, expected.owner, expected.stripe)
ORDER BY id LIMIT %(most)s;

-- verify_histories --
WITH allowed AS (SELECT * FROM unnest(%(stages)s::smallint[], %(histories)s::text[], %(is_empty)s::boolean[]) AS given (stage, steps, is_empty)),
happened AS (
    SELECT payment_id, string_agg(event::text, ',' ORDER BY event) AS steps
    FROM (SELECT DISTINCT payment_id, event FROM :schema.entry WHERE event <> 13) AS once GROUP BY payment_id
)
SELECT 'journals_do_not_fit_stage', jsonb_build_object('payment', payment.id, 'stage', payment.stage, 'steps', happened.steps)
FROM :schema.payment LEFT JOIN happened ON happened.payment_id = payment.id
WHERE NOT EXISTS (SELECT 1 FROM allowed WHERE allowed.stage = payment.stage AND allowed.steps = happened.steps
    AND (NOT is_empty OR payment.refunded_minor = payment.order_minor))
ORDER BY payment.id LIMIT %(most)s;

-- verify_lines --
WITH booked AS (
    SELECT payment_id, event, line, debit >> 4 AS debit, credit >> 4 AS credit, amount_minor FROM :schema.entry WHERE event NOT IN (8, 9, 10, 13)
), once AS (
    SELECT payment_id, event, bool_or(event = 1) OVER (PARTITION BY payment_id) AS was_held FROM booked GROUP BY payment_id, event
), drawn AS (
    SELECT payment_id, event, line.line::smallint, :schema.account_number(debit, debit_owner, 0) >> 4 AS debit,
        :schema.account_number(credit, credit_owner, 0) >> 4 AS credit, amount AS amount_minor
    FROM once JOIN :schema.payment ON payment.id = once.payment_id, LATERAL (
        SELECT 1 AS line, 12 AS debit, 0 AS debit_owner, 14 AS credit, 0 AS credit_owner, order_minor + user_fee_minor AS amount WHERE event = 1
        UNION ALL
        SELECT * FROM :schema.stage_lines(event, scheme, order_minor + user_fee_minor, interchange_minor, assessments_minor)
        WHERE event <> 11 OR was_held
        UNION ALL
        SELECT * FROM :schema.capture_lines(scheme, merchant_id, programme, order_minor, user_fee_minor, merchant_fee_minor, contribution_minor)
        WHERE event IN (5, 11)
    ) AS line
    WHERE amount > 0
)
SELECT 'entry_not_of_its_payment', jsonb_build_object('payment', payment_id, 'step', event, 'line', line, 'booked', booked.amount_minor,
    'expected', drawn.amount_minor)
FROM booked FULL JOIN drawn USING (payment_id, event, line, debit, credit)
WHERE booked.amount_minor IS DISTINCT FROM drawn.amount_minor
ORDER BY payment_id, event, line LIMIT %(most)s;

-- verify_refunds --
WITH back AS (
    SELECT payment_id, sum(order_minor)::bigint AS part, sum(user_fee_minor)::bigint AS fee, count(*) AS refunds FROM :schema.refund GROUP BY 1
), booked AS (
    SELECT payment_id AS id, line, debit >> 4 AS debit, credit >> 4 AS credit, amount_minor FROM :schema.entry WHERE event = 13
), drawn AS (
    SELECT refund.id, line::smallint, :schema.account_number(debit_code, debit_owner, 0) >> 4 AS debit,
        :schema.account_number(credit_code, credit_owner, 0) >> 4 AS credit, amount AS amount_minor
    FROM :schema.refund JOIN :schema.payment ON payment.id = refund.payment_id, LATERAL (VALUES
        (1, 5, merchant_id, 7, scheme::integer, refund.order_minor - refund.merchant_fee_minor),
        (2, 9, 0, 7, scheme::integer, refund.merchant_fee_minor),
        (3, 6, programme::integer, 7, scheme::integer, refund.user_fee_minor), (4, 10, 0, 4, programme::integer, refund.contribution_minor)
    ) AS line (line, debit_code, debit_owner, credit_code, credit_owner, amount)
    WHERE amount > 0
)
(SELECT 'refunds_differ_from_payment', jsonb_build_object('payment', coalesce(payment.id, back.payment_id), 'refunded', refunded_minor,
    'refunds', coalesce(part, 0))
FROM :schema.payment FULL JOIN back ON back.payment_id = payment.id
WHERE payment.id IS NULL OR (refunded_minor, refunded_fee_minor, payment.refunds) <> (coalesce(part, 0), coalesce(fee, 0), coalesce(back.refunds, 0))
    OR refunded_minor > order_minor ORDER BY 2 LIMIT %(most)s)
UNION ALL
(SELECT 'entry_not_of_its_refund', jsonb_build_object('refund', id, 'line', line, 'booked', booked.amount_minor, 'expected', drawn.amount_minor)
FROM booked FULL JOIN drawn USING (id, line, debit, credit)
WHERE booked.amount_minor IS DISTINCT FROM drawn.amount_minor ORDER BY 2 LIMIT %(most)s);

-- verify_totals --
WITH paid AS (
    SELECT payment.*, order_minor + user_fee_minor AS charged, order_minor + user_fee_minor - interchange_minor - assessments_minor AS net,
        order_minor + user_fee_minor - refunded_minor - refunded_fee_minor AS rest, stage IN (3, 4, 5, 6, 9) AS is_captured
    FROM :schema.payment WHERE stage NOT IN (7, 8)
), part AS (
    SELECT drawn.code, drawn.owner, drawn.amount FROM paid, LATERAL (VALUES
        ('reserved_card_payments', 0, CASE WHEN stage = 1 THEN charged END), ('authorised_card_payments', 0, CASE WHEN stage = 2 THEN charged END),
        ('card_payment_contra', 0, CASE WHEN stage IN (1, 2) THEN -charged END),
        ('captured_card_payments', scheme::integer, CASE WHEN stage = 3 THEN charged END),
        ('scheme_receivable', scheme::integer, CASE WHEN stage = 4 THEN net END),
        ('scheme_settlement', scheme::integer, CASE WHEN stage = 5 THEN net WHEN stage IN (6, 9) THEN net - rest END),
        ('disputed_card_payments', scheme::integer, CASE WHEN stage = 6 THEN rest END),
        ('merchant_payable', merchant_id, CASE WHEN is_captured THEN merchant_fee_minor - order_minor END),
        ('merchant_payable', merchant_id, CASE WHEN stage = 9 THEN order_minor - refunded_minor END),
        ('wallet_fee_payable', programme::integer, CASE WHEN is_captured THEN -user_fee_minor END),
        ('wallet_fee_payable', programme::integer, CASE WHEN stage = 9 THEN user_fee_minor - refunded_fee_minor END),
        ('merchant_fee_income', 0, CASE WHEN is_captured THEN -merchant_fee_minor END),
        ('wallet_contribution_receivable', programme::integer, CASE WHEN is_captured THEN contribution_minor END),
        ('wallet_contribution_income', 0, CASE WHEN is_captured THEN -contribution_minor END),
        ('interchange_expense', 0, CASE WHEN stage IN (4, 5, 6, 9) THEN interchange_minor END),
        ('assessment_expense', 0, CASE WHEN stage IN (4, 5, 6, 9) THEN assessments_minor END)) AS drawn (code, owner, amount)
    UNION ALL
    SELECT drawn.code, drawn.owner, drawn.amount FROM :schema.refund JOIN paid ON paid.id = refund.payment_id, LATERAL (VALUES
        ('merchant_payable', merchant_id, refund.order_minor - refund.merchant_fee_minor), ('merchant_fee_income', 0, refund.merchant_fee_minor),
        ('wallet_fee_payable', programme::integer, refund.user_fee_minor), ('wallet_contribution_income', 0, refund.contribution_minor),
        ('wallet_contribution_receivable', programme::integer, -refund.contribution_minor),
        ('refunds_in_clearing', scheme::integer, -refund.order_minor - refund.user_fee_minor)) AS drawn (code, owner, amount)
), total AS (SELECT code, owner, sum(amount)::bigint AS amount FROM part GROUP BY code, owner),
held AS (SELECT code, owner, sum(balance_minor)::bigint AS balance FROM :schema.account GROUP BY code, owner)
SELECT 'total_differs_from_payments', jsonb_build_object('code', code, 'owner', owner, 'balance', balance, 'payments', amount)
FROM held FULL JOIN total USING (code, owner) WHERE coalesce(balance, 0) <> coalesce(amount, 0)
ORDER BY code, owner LIMIT %(most)s;

-- verify_limits --
WITH counts AS (
    SELECT payment.payer_id, on_day, strength, is_without_password, order_minor - refunded_minor AS minor,
        usd_micro - coalesce((SELECT sum(usd_micro) FROM :schema.refund WHERE refund.payment_id = payment.id AND refunds > 0), 0)::bigint AS micro
    FROM :schema.payment WHERE stage NOT IN (7, 8)
), found AS (
    SELECT payer.id,
        coalesce(sum(micro) FILTER (WHERE on_day = day), 0)::bigint AS day_micro, coalesce(sum(minor) FILTER (WHERE on_day = day), 0)::bigint AS day_minor,
        coalesce(sum(minor) FILTER (WHERE on_day = day AND strength = 2), 0)::bigint AS b,
        coalesce(sum(minor) FILTER (WHERE on_day = day AND strength = 3), 0)::bigint AS c,
        coalesce(sum(minor) FILTER (WHERE on_day = day AND strength = 4), 0)::bigint AS d,
        count(*) FILTER (WHERE on_day = day AND is_without_password) AS free_ones,
        coalesce(sum(micro) FILTER (WHERE date_part('year', on_day) = year), 0)::bigint AS year_micro,
        coalesce(sum(minor) FILTER (WHERE date_part('year', on_day) = year), 0)::bigint AS year_minor
    FROM :schema.payer LEFT JOIN counts ON counts.payer_id = payer.id GROUP BY payer.id
)
SELECT 'counted_differs_from_payments', jsonb_build_object('payer', payer.id, 'day', payer.day_minor, 'day_of_payments', found.day_minor,
    'year', payer.year_minor, 'year_of_payments', found.year_minor)
FROM :schema.payer JOIN found USING (id)
WHERE (payer.day_micro, payer.day_minor, day_b_minor, day_c_minor, day_d_minor, day_without_password, payer.year_micro, payer.year_minor)
    <> (found.day_micro, found.day_minor, b, c, d, free_ones, found.year_micro, found.year_minor)
ORDER BY payer.id LIMIT %(most)s;

-- verify_keys --
WITH subject AS (SELECT id, caller FROM :schema.payment UNION ALL SELECT refund.id, NULL FROM :schema.refund)
SELECT CASE WHEN key IS NULL THEN 'payment_without_key' WHEN subject.id IS NULL THEN 'key_without_payment' ELSE 'key_of_refused_payment' END,
    jsonb_build_object('key', key, 'subject', coalesce(subject.id, payment_key.payment_id), 'refusal', refusal)
FROM :schema.payment_key FULL JOIN subject ON subject.id = payment_key.payment_id
WHERE key IS NULL OR (subject.id IS NULL AND refusal = 0) OR (subject.id IS NOT NULL AND (refusal > 0 OR subject.caller <> payment_key.caller))
ORDER BY 2 LIMIT %(most)s;

-- verify_places --
SELECT code, jsonb_build_object('id', id) FROM (
    SELECT 'payer_of_other_shard' AS code, id FROM :schema.payer WHERE id >> 40 <> %(shard)s
    UNION ALL SELECT 'card_of_other_payer', id FROM :schema.card
        WHERE id >> 4 & ((1::bigint << 48) - 1) <> payer_id OR id >> 44 & 255 <> %(shard)s
    UNION ALL SELECT 'payment_of_other_shard', id FROM :schema.payment
        WHERE id >> 55 <> %(shard)s OR card_id >> 4 & ((1::bigint << 48) - 1) <> payer_id
        OR NOT EXISTS (SELECT 1 FROM :schema.payer WHERE payer.id = payment.payer_id)
    UNION ALL SELECT 'doubt_out_of_sight', id FROM :schema.payment WHERE stage = 1
        AND id < (SELECT coalesce(min(open_from_id), 0) FROM :schema.writer_mark)
) AS found ORDER BY 1, id LIMIT %(most)s;

-- verify_disputes --
WITH disputed AS (
    SELECT payment_id, coalesce(sum(amount_minor) FILTER (WHERE event = 8), 0) AS taken, sum(amount_minor) FILTER (WHERE event = 9) AS won,
        sum(amount_minor) FILTER (WHERE event = 10) AS lost FROM :schema.entry WHERE event IN (8, 9, 10) GROUP BY payment_id
)
SELECT 'dispute_out_of_balance', jsonb_build_object('payment', payment_id, 'taken', taken, 'won', won, 'lost', lost)
FROM disputed LEFT JOIN :schema.payment ON payment.id = payment_id
WHERE taken <> coalesce(won, lost, taken) OR payment.id IS NULL OR taken > order_minor + user_fee_minor
ORDER BY payment_id LIMIT %(most)s;
