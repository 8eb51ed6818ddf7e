-- payment_columns --
SELECT payment.id, payment.payer_id, payment.card_id, card.masked, payment.merchant_id, merchant.name_latin, payment.caller,
    payment.programme, payment.scheme, payment.strength, payment.stage, payment.order_minor, payment.user_fee_minor,
    payment.merchant_fee_minor, payment.contribution_minor, payment.interchange_minor, payment.assessments_minor, payment.refunded_minor,
    payment.refunded_fee_minor, payment.usd_micro, payment.billing_minor, payment.billing_currency, payment.response_code,
    payment.approval_code, payment.created_at, payment.changed_at, payment.captured_at, payment.on_day,
    EXISTS (SELECT 1 FROM :schema.reversal WHERE reversal.payment_id = payment.id AND reversal.closed_at IS NULL)
FROM :schema.payment JOIN :schema.card ON card.id = payment.card_id JOIN :schema.merchant ON merchant.id = payment.merchant_id;

-- of_id --
WHERE payment.id = %s;

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

-- key_of --
SELECT payment_id, refusal, fingerprint FROM :schema.payment_key WHERE key = %s AND caller = %s;
