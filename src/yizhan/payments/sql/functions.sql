-- The functions of one payment shard, applied again after each migration. :schema is the schema of the shard.
--
-- The doors run with the owner's rights under a fixed search path; the switch's role may execute them. Arrays are parallel: one place
-- an item. Each call is one statement and so one transaction; a call either does all of it or nothing.
--
-- Small integers are those of `yizhan.payments.stored`; what a function decides by itself is told there too:
--   stages    1 reserved 2 authorised 3 captured 4 cleared 5 settled 6 disputed 7 declined 8 reversed 9 charged back
--   events    1 reserve 2 authorise 3 decline 4 reverse 5 capture 6 clear 7 settle 8 dispute 9 win 10 lose 11 purchase 12 cancel 13 refund
--   outcomes  0 done 1 replay 2 key reused, from 10 on refusals
--   strengths 1 by agreement 2 two factors 3 fewer factors 4 static code

-- A share in millionths, half up to the fen.
CREATE OR REPLACE FUNCTION :schema.share(amount_minor bigint, ppm bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT (2 * amount_minor * ppm + 1000000) / 2000000 $$;

-- What goes back of `total` when `part` of `whole` goes back after `before`: `yizhan.payments.proportion.returned`.
CREATE OR REPLACE FUNCTION :schema.returned(total bigint, whole bigint, before bigint, part bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT div(2 * total::numeric * (before + part) + whole, 2 * whole)::bigint - div(2 * total::numeric * before + whole, 2 * whole)::bigint
$$;

-- The number of an account: code, owner, stripe (`yizhan.payments.shard_accounts`).
CREATE OR REPLACE FUNCTION :schema.account_number(code bigint, owner bigint, stripe bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT (code << 40) | (owner << 4) | stripe $$;

-- Counts payments against the limits of their payers, all of a payer or none; the payers that were within. The row is locked by the
-- update and the condition is looked at again under the lock, so that limits hold whoever else writes.
CREATE OR REPLACE FUNCTION :schema.count_against_limits(
    payers bigint[], micros bigint[], minors bigint[], strengths smallint[], without_passwords boolean[], today date)
RETURNS bigint[]
LANGUAGE sql SET search_path = :schema, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    WITH total AS MATERIALIZED (
        SELECT payer_id, sum(micro)::bigint AS micro, sum(minor)::bigint AS minor,
            coalesce(sum(minor) FILTER (WHERE strength = 2), 0)::bigint AS b, coalesce(sum(minor) FILTER (WHERE strength = 3), 0)::bigint AS c,
            coalesce(sum(minor) FILTER (WHERE strength = 4), 0)::bigint AS d, count(*) FILTER (WHERE without_password) AS free_ones
        FROM unnest(payers, micros, minors, strengths, without_passwords) AS given (payer_id, micro, minor, strength, without_password)
        GROUP BY payer_id ORDER BY payer_id
    ), counted AS (
        UPDATE payer SET
            day_micro = CASE WHEN day < today THEN 0 ELSE day_micro END + total.micro,
            day_minor = CASE WHEN day < today THEN 0 ELSE day_minor END + total.minor,
            day_b_minor = CASE WHEN day < today THEN 0 ELSE day_b_minor END + total.b,
            day_c_minor = CASE WHEN day < today THEN 0 ELSE day_c_minor END + total.c,
            day_d_minor = CASE WHEN day < today THEN 0 ELSE day_d_minor END + total.d,
            day_without_password = CASE WHEN day < today THEN 0 ELSE day_without_password END + total.free_ones,
            day = greatest(day, today),
            year_micro = CASE WHEN year < date_part('year', today) THEN 0 ELSE year_micro END + total.micro,
            year_minor = CASE WHEN year < date_part('year', today) THEN 0 ELSE year_minor END + total.minor,
            year = greatest(year, date_part('year', today)::smallint)
        FROM total, rule_ceiling AS ceiling, rule_day AS rule
        WHERE payer.id = total.payer_id
            AND ceiling.programme = payer.programme AND ceiling.tier = payer.tier
            AND today BETWEEN ceiling.first_day AND ceiling.last_day AND today BETWEEN rule.first_day AND rule.last_day
            AND CASE WHEN day < today THEN 0 ELSE day_micro END + total.micro <= ceiling.day_max_micro
            AND CASE WHEN day < today THEN 0 ELSE day_minor END + total.minor <= ceiling.day_max_minor
            AND CASE WHEN year < date_part('year', today) THEN 0 ELSE year_micro END + total.micro <= ceiling.year_max_micro
            AND CASE WHEN year < date_part('year', today) THEN 0 ELSE year_minor END + total.minor <= ceiling.year_max_minor
            AND CASE WHEN day < today THEN 0 ELSE day_b_minor END + total.b <= rule.cap_b_minor
            AND CASE WHEN day < today THEN 0 ELSE day_c_minor END + total.c <= rule.cap_c_minor
            AND CASE WHEN day < today THEN 0 ELSE day_d_minor END + total.d <= rule.cap_d_minor
            AND CASE WHEN day < today THEN 0 ELSE day_without_password END + total.free_ones <= rule.without_password_max
        RETURNING payer.id
    )
    SELECT coalesce(array_agg(id), '{}') FROM counted
$$;

-- Which limit one payment would pass, in the order in which they are told.
CREATE OR REPLACE FUNCTION :schema.passed_limit(payer_id bigint, micro bigint, minor bigint, strength smallint, today date)
RETURNS smallint
LANGUAGE sql STABLE SET search_path = :schema, pg_temp AS $$
    SELECT CASE
        WHEN CASE WHEN day < today THEN 0 ELSE payer.day_micro END + micro > ceiling.day_max_micro
            OR CASE WHEN day < today THEN 0 ELSE payer.day_minor END + minor > ceiling.day_max_minor THEN 21
        WHEN CASE WHEN year < date_part('year', today) THEN 0 ELSE payer.year_micro END + micro > ceiling.year_max_micro
            OR CASE WHEN year < date_part('year', today) THEN 0 ELSE payer.year_minor END + minor > ceiling.year_max_minor THEN 22
        WHEN strength = 2 AND CASE WHEN day < today THEN 0 ELSE day_b_minor END + minor > rule.cap_b_minor THEN 23
        WHEN strength = 3 AND CASE WHEN day < today THEN 0 ELSE day_c_minor END + minor > rule.cap_c_minor THEN 23
        WHEN strength = 4 AND CASE WHEN day < today THEN 0 ELSE day_d_minor END + minor > rule.cap_d_minor THEN 23
        ELSE 24 END::smallint
    FROM payer
    JOIN rule_ceiling AS ceiling ON ceiling.programme = payer.programme AND ceiling.tier = payer.tier
        AND today BETWEEN ceiling.first_day AND ceiling.last_day
    JOIN rule_day AS rule ON today BETWEEN rule.first_day AND rule.last_day
    WHERE payer.id = payer_id
$$;

-- The lines of a capture: the scheme owes the charge, merchant and wallet programme are owed theirs, the fees are earned.
CREATE OR REPLACE FUNCTION :schema.capture_lines(
    scheme smallint, merchant_id integer, programme smallint, order_minor bigint, user_fee_minor bigint, merchant_fee_minor bigint,
    contribution_minor bigint)
RETURNS TABLE (line integer, debit integer, debit_owner integer, credit integer, credit_owner integer, amount bigint)
LANGUAGE sql IMMUTABLE AS $$
    VALUES (2, 1, scheme::integer, 5, merchant_id, order_minor),
        (3, 1, scheme::integer, 6, programme::integer, user_fee_minor),
        (4, 5, merchant_id, 9, 0, merchant_fee_minor),
        (5, 4, programme::integer, 10, 0, contribution_minor)
$$;

-- Takes payments on: key, card, merchant, price, limits, payment, hold. With `approvals` the issuer has said yes already, and the payment
-- is captured in the same step. `agreeds` is what the traveller agreed to be charged, 0 where nothing was said. `codes` are the hashes of
-- the payment codes that were shown, null where none was: a code is used up by the payment that is taken, not by one that is refused.
-- Lock order: keys, codes by hash, payers by id, accounts by number.
CREATE OR REPLACE FUNCTION :schema.reserve(
    keys uuid[], callers integer[], fingerprints bigint[], cards bigint[], merchants integer[], orders bigint[], strengths smallint[],
    without_passwords boolean[], agreeds bigint[], transmitteds text[], stans integer[], exchange_references text[],
    approvals text[],
    first_id bigint, writer_number smallint, open_from bigint, moment timestamptz, given_day date, codes bytea[] DEFAULT NULL)
RETURNS TABLE (ids bigint[], outcomes smallint[], charges bigint[], fees bigint[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :schema, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
    given_items integer := cardinality(keys);
    inserted integer;
    today date;
    counted_rate bigint;
    found record;
    payers bigint[]; programmes smallint[]; schemes smallint[]; micros bigint[];
    merchant_fees bigint[]; contributions bigint[]; interchanges bigint[]; assessments bigint[];
    within bigint[]; wanted bigint[];
    claimed bigint[] := '{}'; claims integer;
    unbooked bigint;
BEGIN
    -- A clock that goes back must not open a day anew.
    SELECT greatest(given_day, max(mark.on_day)) INTO today FROM writer_mark AS mark;
    -- Of the program's rate and the branch's fixings the one that began last; a fixing where both began on one day.
    SELECT coalesce((SELECT fixing.dollar_rate FROM rate_fixing AS fixing
        WHERE fixing.first_day BETWEEN rule.dollar_rate_from AND today ORDER BY fixing.first_day DESC LIMIT 1), rule.dollar_rate)
    INTO counted_rate FROM rule_day AS rule WHERE today BETWEEN rule.first_day AND rule.last_day;
    outcomes := array_fill(0::smallint, ARRAY[given_items]);
    SELECT array_agg(first_id + place - 1 ORDER BY place) INTO ids FROM generate_series(1, given_items) AS place;

    INSERT INTO payment_key (key, caller, fingerprint, payment_id)
    SELECT given.* FROM unnest(keys, callers, fingerprints, ids) AS given
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS inserted = ROW_COUNT;
    IF inserted < given_items THEN
        FOR found IN
            SELECT place, stored.payment_id, CASE WHEN stored.fingerprint <> given.fingerprint THEN 2
                WHEN stored.refusal > 0 THEN stored.refusal ELSE 1 END AS outcome
            FROM unnest(keys, callers, fingerprints) WITH ORDINALITY AS given (key, caller, fingerprint, place)
            JOIN payment_key AS stored ON stored.key = given.key AND stored.caller = given.caller
            WHERE stored.payment_id <> first_id + place - 1
        LOOP
            ids[found.place] := found.payment_id;
            outcomes[found.place] := found.outcome;
        END LOOP;
    END IF;

    SELECT array_agg(payer_id ORDER BY place), array_agg(programme ORDER BY place), array_agg(scheme ORDER BY place),
        array_agg(micro ORDER BY place), array_agg(fee ORDER BY place), array_agg(minor + fee ORDER BY place),
        array_agg(merchant_fee ORDER BY place),
        array_agg(share(minor, CASE WHEN fee > 0 THEN with_fee ELSE without_fee END) ORDER BY place),
        array_agg(share(minor + fee, interchange_ppm) ORDER BY place), array_agg(share(minor + fee, assessments_ppm) ORDER BY place),
        array_agg(CASE WHEN outcome <> 0 THEN outcome WHEN refusal <> 0 THEN refusal
            WHEN agreed <> 0 AND agreed <> minor + fee THEN 17
            WHEN micro > single_max_micro OR minor > single_max_minor THEN 20 ELSE 0 END::smallint ORDER BY place)
    INTO payers, programmes, schemes, micros, fees, charges, merchant_fees, contributions, interchanges, assessments, outcomes
    FROM (
        SELECT given.place, given.minor, given.agreed, given.outcome, payer.id AS payer_id, payer.programme, card.scheme,
            given.minor * 100000000 / counted_rate AS micro,
            CASE WHEN given.minor <= price.free_up_to_minor THEN 0 ELSE share(given.minor, price.fee_ppm) END AS fee,
            share(given.minor, merchant.fee_ppm) AS merchant_fee,
            price.contribution_with_fee_ppm AS with_fee, price.contribution_without_fee_ppm AS without_fee,
            cost.interchange_ppm, cost.assessments_ppm, ceiling.single_max_micro, ceiling.single_max_minor,
            CASE WHEN card.id IS NULL THEN 10
                WHEN card.status <> 1 THEN 10 + card.status
                WHEN payer.status <> 1 THEN 19
                WHEN merchant.id IS NULL THEN 15
                WHEN merchant.status <> 1 THEN 16
                WHEN rule.first_day IS NULL OR price.first_day IS NULL OR ceiling.first_day IS NULL OR cost.first_day IS NULL THEN 18
                ELSE 0 END AS refusal
        FROM unnest(cards, merchants, orders, agreeds, outcomes) WITH ORDINALITY
            AS given (card_id, merchant_id, minor, agreed, outcome, place)
        LEFT JOIN card ON card.id = given.card_id
        LEFT JOIN payer ON payer.id = card.payer_id
        LEFT JOIN merchant ON merchant.id = given.merchant_id
        LEFT JOIN rule_day AS rule ON today BETWEEN rule.first_day AND rule.last_day
        LEFT JOIN rule_fee AS price ON price.programme = payer.programme AND today BETWEEN price.first_day AND price.last_day
        LEFT JOIN rule_ceiling AS ceiling ON ceiling.programme = payer.programme AND ceiling.tier = payer.tier
            AND today BETWEEN ceiling.first_day AND ceiling.last_day
        LEFT JOIN rule_cost AS cost ON cost.scheme = card.scheme AND cost.region = card.region
            AND today BETWEEN cost.first_day AND cost.last_day
    ) AS priced;

    IF codes IS NOT NULL THEN
        -- Who comes second waits for the row and finds the code used.
        FOR found IN
            SELECT place, code FROM unnest(codes, outcomes) WITH ORDINALITY AS given (code, outcome, place)
            WHERE outcome = 0 AND code IS NOT NULL ORDER BY code, place
        LOOP
            UPDATE payment_code SET used_at = moment, used_by = keys[found.place] WHERE code_hash = found.code AND used_at IS NULL;
            GET DIAGNOSTICS claims = ROW_COUNT;
            IF claims = 0 THEN
                outcomes[found.place] := 26;
            ELSE
                claimed := claimed || found.place;
            END IF;
        END LOOP;
    END IF;

    SELECT array_agg(DISTINCT payer_id), count_against_limits(array_agg(payer_id), array_agg(micro), array_agg(minor),
        array_agg(strength), array_agg(without_password), today)
    INTO wanted, within
    FROM unnest(payers, micros, orders, strengths, without_passwords, outcomes)
        AS given (payer_id, micro, minor, strength, without_password, outcome)
    WHERE outcome = 0 HAVING count(*) > 0;
    IF cardinality(within) < cardinality(wanted) THEN
        -- Some payers were refused as a whole: theirs one by one, in the order in which they came.
        FOR found IN
            SELECT * FROM unnest(payers, micros, orders, strengths, without_passwords, outcomes) WITH ORDINALITY
                AS given (payer_id, micro, minor, strength, without_password, outcome, place)
            WHERE outcome = 0 AND NOT payer_id = ANY (within) ORDER BY payer_id, place
        LOOP
            IF cardinality(count_against_limits(ARRAY[found.payer_id], ARRAY[found.micro], ARRAY[found.minor], ARRAY[found.strength],
                    ARRAY[found.without_password], today)) = 0 THEN
                outcomes[found.place] := passed_limit(found.payer_id, found.micro, found.minor, found.strength, today);
            END IF;
        END LOOP;
        IF cardinality(claimed) > 0 THEN
            UPDATE payment_code SET used_at = NULL, used_by = NULL
            FROM unnest(codes, outcomes) WITH ORDINALITY AS given (code, outcome, place)
            WHERE code_hash = given.code AND given.outcome <> 0 AND given.place = ANY (claimed);
        END IF;
        -- A password that is missing is no end: the same request comes again with one, under the same key.
        DELETE FROM payment_key USING unnest(keys, callers, ids, outcomes) AS given (key, caller, id, outcome)
        WHERE given.outcome = 24 AND payment_key.key = given.key AND payment_key.caller = given.caller
            AND payment_key.payment_id = given.id AND payment_key.payment_id >= first_id AND payment_key.refusal = 0;
    END IF;
    UPDATE payment_key SET refusal = given.outcome
    FROM unnest(keys, callers, ids, outcomes) AS given (key, caller, id, outcome)
    WHERE given.outcome >= 10 AND payment_key.key = given.key AND payment_key.caller = given.caller AND payment_key.payment_id = given.id
        AND payment_key.payment_id >= first_id AND payment_key.refusal = 0;

    WITH taken AS (
        INSERT INTO payment (id, payer_id, card_id, order_minor, user_fee_minor, merchant_fee_minor, contribution_minor, interchange_minor,
            assessments_minor, usd_micro, created_at, changed_at, captured_at, on_day, merchant_id, caller, programme, scheme, strength,
            stage, is_without_password, approval_code, response_code, transmitted, stan, reference)
        SELECT id, payer_id, card_id, minor, fee, merchant_fee, contribution, interchange, assessment, micro, moment, moment,
            CASE WHEN approvals IS NOT NULL THEN moment END, today, merchant_id, caller, programme, scheme, strength,
            CASE WHEN approvals IS NULL THEN 1 ELSE 3 END, without_password, approvals[place],
            CASE WHEN approvals IS NOT NULL THEN '00' END, transmitted, stan, reference
        FROM unnest(ids, payers, cards, orders, fees, merchant_fees, contributions, interchanges, assessments, micros, merchants, callers,
            programmes, schemes, strengths, without_passwords, outcomes, transmitteds, stans,
            exchange_references) WITH ORDINALITY
            AS given (id, payer_id, card_id, minor, fee, merchant_fee, contribution, interchange, assessment, micro, merchant_id, caller,
                programme, scheme, strength, without_password, outcome, transmitted, stan, reference,
                place)
        WHERE outcome = 0
        RETURNING id, merchant_id, programme, scheme, order_minor, user_fee_minor, merchant_fee_minor, contribution_minor
    ), line AS (
        INSERT INTO entry (payment_id, event, line, debit, credit, amount_minor, booked_at)
        SELECT taken.id, CASE WHEN approvals IS NULL THEN 1 ELSE 11 END, drawn.line, account_number(drawn.debit, drawn.debit_owner, writer_number),
            account_number(drawn.credit, drawn.credit_owner, writer_number), drawn.amount, moment
        FROM taken, LATERAL (
            SELECT 1 AS line, 12 AS debit, 0 AS debit_owner, 14 AS credit, 0 AS credit_owner, order_minor + user_fee_minor AS amount
            WHERE approvals IS NULL
            UNION ALL
            SELECT * FROM capture_lines(scheme, merchant_id, programme, order_minor, user_fee_minor, merchant_fee_minor, contribution_minor)
            WHERE approvals IS NOT NULL
        ) AS drawn
        WHERE drawn.amount > 0
        RETURNING debit, credit, amount_minor
    ), delta AS (
        SELECT number, sum(amount)::bigint AS amount, count(*) AS lines
        FROM (SELECT debit AS number, amount_minor AS amount FROM line UNION ALL SELECT credit, -amount_minor FROM line) AS half
        GROUP BY number ORDER BY number
    ), booked AS (
        UPDATE account SET balance_minor = balance_minor + delta.amount, version = version + delta.lines
        FROM delta WHERE account.id = delta.number RETURNING 1
    )
    SELECT (SELECT count(*) FROM delta) - (SELECT count(*) FROM booked) INTO unbooked;
    IF unbooked <> 0 THEN RAISE EXCEPTION '% accounts of these payments are not open', unbooked; END IF;

    INSERT INTO writer_mark (writer, last_id, open_from_id, on_day) VALUES (writer_number, first_id + given_items - 1, open_from, today)
    ON CONFLICT (writer) DO UPDATE SET last_id = excluded.last_id, open_from_id = excluded.open_from_id, on_day = excluded.on_day;
    RETURN NEXT;
END
$$;

-- Moves payments on, each by one event: stage, answer, journal, room given back, who is told. What an event is not allowed for stays as it
-- is, and `changed` says so; `stages` is what each payment is after the call, 0 for an unknown one. One event a payment and call.
-- `reversals` is JSON of what identifies the exchanges that have to be undone at the scheme, or null.
CREATE OR REPLACE FUNCTION :schema.advance(
    ids bigint[], events smallint[], response_codes text[], approval_codes text[], billings bigint[], billing_currencies text[],
    reversals jsonb, writer_number smallint, moment timestamptz)
RETURNS TABLE (stages smallint[], changed boolean[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :schema, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
    unbooked bigint;
    moved_ids bigint[];
    released_days date[];
    released_day date;
BEGIN
    WITH moved AS (
        UPDATE payment SET
            stage = CASE event WHEN 2 THEN 2 WHEN 3 THEN 7 WHEN 4 THEN 8 WHEN 12 THEN 8 WHEN 5 THEN 3 WHEN 11 THEN 3 WHEN 6 THEN 4
                WHEN 7 THEN 5 WHEN 8 THEN 6 WHEN 9 THEN 5 WHEN 10 THEN 9 END,
            changed_at = moment,
            captured_at = CASE WHEN event IN (5, 11) THEN moment ELSE captured_at END,
            response_code = coalesce(given.response_code, payment.response_code),
            approval_code = coalesce(given.approval_code, payment.approval_code),
            billing_minor = coalesce(given.billing, payment.billing_minor),
            billing_currency = coalesce(given.billing_currency, payment.billing_currency)
        FROM unnest(ids, events, response_codes, approval_codes, billings, billing_currencies)
            AS given (id, event, response_code, approval_code, billing, billing_currency)
        WHERE payment.id = given.id AND payment.stage = CASE event WHEN 2 THEN 1 WHEN 3 THEN 1 WHEN 4 THEN 1 WHEN 11 THEN 1 WHEN 5 THEN 2
            WHEN 12 THEN 2 WHEN 6 THEN 3 WHEN 7 THEN 4 WHEN 8 THEN 5 WHEN 9 THEN 6 WHEN 10 THEN 6 END
        RETURNING payment.id, given.event, merchant_id, programme, scheme, order_minor, user_fee_minor, merchant_fee_minor,
            contribution_minor, interchange_minor, assessments_minor, refunded_minor, refunded_fee_minor, caller, on_day
    ), line AS (
        INSERT INTO entry (payment_id, event, line, debit, credit, amount_minor, booked_at)
        SELECT moved.id, moved.event, drawn.line, account_number(drawn.debit, drawn.debit_owner, writer_number),
            account_number(drawn.credit, drawn.credit_owner, writer_number), drawn.amount, moment
        FROM moved, LATERAL (
            SELECT * FROM stage_lines(event, scheme, order_minor + user_fee_minor, interchange_minor, assessments_minor)
            UNION ALL
            SELECT * FROM capture_lines(scheme, merchant_id, programme, order_minor, user_fee_minor, merchant_fee_minor, contribution_minor)
            WHERE event IN (5, 11)
            UNION ALL
            SELECT * FROM dispute_lines(event, scheme, merchant_id, programme, order_minor - refunded_minor, user_fee_minor - refunded_fee_minor)
            WHERE event IN (8, 9, 10)
        ) AS drawn
        WHERE drawn.amount > 0
        RETURNING debit, credit, amount_minor
    ), delta AS (
        SELECT number, sum(amount)::bigint AS amount, count(*) AS lines
        FROM (SELECT debit AS number, amount_minor AS amount FROM line UNION ALL SELECT credit, -amount_minor FROM line) AS half
        GROUP BY number ORDER BY number
    ), booked AS (
        UPDATE account SET balance_minor = balance_minor + delta.amount, version = version + delta.lines
        FROM delta WHERE account.id = delta.number RETURNING 1
    ), told AS (
        INSERT INTO notification (subject_id, caller, event, due_at, made_at)
        SELECT moved.id, moved.caller, moved.event, moment, moment FROM moved JOIN callback ON callback.caller = moved.caller
        WHERE moved.event NOT IN (2, 6, 7)
    )
    SELECT (SELECT count(*) FROM delta) - (SELECT count(*) FROM booked), array_agg(moved.id),
        array_agg(DISTINCT on_day) FILTER (WHERE event IN (3, 4, 12))
    INTO unbooked, moved_ids, released_days FROM moved;
    IF unbooked <> 0 THEN RAISE EXCEPTION '% accounts of these payments are not open', unbooked; END IF;

    FOREACH released_day IN ARRAY coalesce(released_days, '{}') LOOP
        PERFORM give_room_back(array_agg(payment.payer_id), array_agg(payment.usd_micro), array_agg(payment.order_minor),
            array_agg(payment.strength), array_agg(payment.is_without_password), released_day)
        FROM payment WHERE payment.id = ANY (moved_ids) AND payment.stage IN (7, 8) AND payment.on_day = released_day;
    END LOOP;
    IF reversals IS NOT NULL THEN
        INSERT INTO reversal (payment_id, scheme, card_token, amount_minor, original_transmitted, original_stan, acquirer_id, reference,
            transmitted, stan, due_at, opened_at)
        SELECT payment.id, payment.scheme, card.token, payment.order_minor + payment.user_fee_minor, given.transmitted, given.stan,
            given.acquirer_id, given.reference, given.own_transmitted, given.own_stan, moment, moment
        FROM jsonb_to_recordset(reversals) AS given (id bigint, transmitted text, stan integer, acquirer_id text, reference text,
            own_transmitted text, own_stan integer)
        JOIN payment ON payment.id = given.id JOIN card ON card.id = payment.card_id
        WHERE payment.id = ANY (moved_ids)
        ON CONFLICT DO NOTHING;
    END IF;
    SELECT array_agg(coalesce(payment.stage, 0::smallint) ORDER BY place), array_agg(coalesce(given.id = ANY (moved_ids), false) ORDER BY place)
    INTO stages, changed
    FROM unnest(ids) WITH ORDINALITY AS given (id, place) LEFT JOIN payment ON payment.id = given.id;
    RETURN NEXT;
END
$$;

-- The lines of an event that move the whole charge between the accounts of its stages.
CREATE OR REPLACE FUNCTION :schema.stage_lines(
    event smallint, scheme smallint, charged bigint, interchange bigint, assessments bigint)
RETURNS TABLE (line integer, debit integer, debit_owner integer, credit integer, credit_owner integer, amount bigint)
LANGUAGE sql IMMUTABLE AS $$
    SELECT drawn.line, drawn.debit, drawn.debit_owner, drawn.credit, drawn.credit_owner, drawn.amount
    FROM (VALUES (2, 1, 13, 0, 12, 0, charged), (3, 1, 14, 0, 12, 0, charged), (4, 1, 14, 0, 12, 0, charged), (11, 1, 14, 0, 12, 0, charged),
        (12, 1, 14, 0, 13, 0, charged), (5, 1, 14, 0, 13, 0, charged),
        (6, 1, 2, scheme::integer, 1, scheme::integer, charged - interchange - assessments),
        (6, 2, 11, 0, 1, scheme::integer, interchange), (6, 3, 15, 0, 1, scheme::integer, assessments),
        (7, 1, 8, scheme::integer, 2, scheme::integer, charged - interchange - assessments))
        AS drawn (event, line, debit, debit_owner, credit, credit_owner, amount)
    WHERE drawn.event = stage_lines.event
$$;

-- The lines of a dispute about what was not refunded: taken back by the scheme, returned, or borne by merchant and wallet programme.
CREATE OR REPLACE FUNCTION :schema.dispute_lines(
    event smallint, scheme smallint, merchant_id integer, programme smallint, order_left bigint, fee_left bigint)
RETURNS TABLE (line integer, debit integer, debit_owner integer, credit integer, credit_owner integer, amount bigint)
LANGUAGE sql IMMUTABLE AS $$
    SELECT drawn.line, drawn.debit, drawn.debit_owner, drawn.credit, drawn.credit_owner, drawn.amount
    FROM (VALUES (8, 1, 3, scheme::integer, 8, scheme::integer, order_left + fee_left), (9, 1, 8, scheme::integer, 3, scheme::integer, order_left + fee_left),
        (10, 1, 5, merchant_id, 3, scheme::integer, order_left), (10, 2, 6, programme::integer, 3, scheme::integer, fee_left))
        AS drawn (event, line, debit, debit_owner, credit, credit_owner, amount)
    WHERE drawn.event = dispute_lines.event
$$;

-- Gives room back on the day and in the year in which payments were counted; where the payer has a later day or year, they are over.
CREATE OR REPLACE FUNCTION :schema.give_room_back(
    payers bigint[], micros bigint[], minors bigint[], strengths smallint[], without_passwords boolean[], counted_on date)
RETURNS void
LANGUAGE sql SET search_path = :schema, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    WITH total AS MATERIALIZED (
        SELECT payer_id, sum(micro)::bigint AS micro, sum(minor)::bigint AS minor,
            coalesce(sum(minor) FILTER (WHERE strength = 2), 0)::bigint AS b, coalesce(sum(minor) FILTER (WHERE strength = 3), 0)::bigint AS c,
            coalesce(sum(minor) FILTER (WHERE strength = 4), 0)::bigint AS d, count(*) FILTER (WHERE without_password) AS free_ones
        FROM unnest(payers, micros, minors, strengths, without_passwords) AS given (payer_id, micro, minor, strength, without_password)
        GROUP BY payer_id ORDER BY payer_id
    )
    UPDATE payer SET
        day_micro = day_micro - CASE WHEN day = counted_on THEN total.micro ELSE 0 END,
        day_minor = day_minor - CASE WHEN day = counted_on THEN total.minor ELSE 0 END,
        day_b_minor = day_b_minor - CASE WHEN day = counted_on THEN total.b ELSE 0 END,
        day_c_minor = day_c_minor - CASE WHEN day = counted_on THEN total.c ELSE 0 END,
        day_d_minor = day_d_minor - CASE WHEN day = counted_on THEN total.d ELSE 0 END,
        day_without_password = day_without_password - CASE WHEN day = counted_on THEN total.free_ones ELSE 0 END,
        year_micro = year_micro - CASE WHEN year = date_part('year', counted_on) THEN total.micro ELSE 0 END,
        year_minor = year_minor - CASE WHEN year = date_part('year', counted_on) THEN total.minor ELSE 0 END
    FROM total WHERE payer.id = total.payer_id
$$;

-- Agrees to refunds one by one: part of the order, fees in proportion, room, journal. `lefts` is what is left of the order afterwards.
-- Outcomes beyond those of `reserve`: 30 payment unknown, 31 not refundable, 32 over the rest, 33 too late, 34 too many, 35 another merchant's.
CREATE OR REPLACE FUNCTION :schema.refund_payments(
    keys uuid[], callers integer[], fingerprints bigint[], payment_ids bigint[], parts bigint[], only_merchants integer[],
    first_id bigint, writer_number smallint, moment timestamptz, today date)
RETURNS TABLE (ids bigint[], outcomes smallint[], fees bigint[], lefts bigint[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :schema, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    given record;
    stored record;
    paid payment;
    rule rule_day;
    outcome smallint;
    before bigint; part bigint; fee bigint; merchant_part bigint; contribution_part bigint; micro_part bigint;
    latest timestamptz;
    unbooked bigint;
BEGIN
    SELECT * INTO rule FROM rule_day WHERE today BETWEEN first_day AND last_day;
    SELECT array_agg(first_id + place - 1 ORDER BY place), array_fill(0::smallint, ARRAY[cardinality(keys)]),
        array_fill(0::bigint, ARRAY[cardinality(keys)]), array_fill(0::bigint, ARRAY[cardinality(keys)])
    INTO ids, outcomes, fees, lefts FROM generate_series(1, cardinality(keys)) AS place;
    FOR given IN
        SELECT * FROM unnest(keys, callers, fingerprints, payment_ids, parts, only_merchants, ids) WITH ORDINALITY
            AS item (key, caller, fingerprint, payment_id, part, only_merchant, id, place) ORDER BY payment_id, place
    LOOP
        INSERT INTO payment_key (key, caller, fingerprint, payment_id) VALUES (given.key, given.caller, given.fingerprint, given.id)
        ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            SELECT * INTO stored FROM payment_key WHERE key = given.key AND caller = given.caller;
            ids[given.place] := stored.payment_id;
            outcomes[given.place] := CASE WHEN stored.fingerprint <> given.fingerprint THEN 2 WHEN stored.refusal > 0 THEN stored.refusal ELSE 1 END;
            lefts[given.place] := coalesce((SELECT order_minor - refunded_minor FROM payment WHERE id = given.payment_id), 0);
            CONTINUE;
        END IF;
        SELECT * INTO paid FROM payment WHERE id = given.payment_id FOR NO KEY UPDATE;
        part := given.part;
        outcome := CASE
            WHEN paid.id IS NULL THEN 30
            WHEN given.only_merchant <> 0 AND given.only_merchant <> paid.merchant_id THEN 35
            WHEN paid.stage NOT IN (3, 4, 5) THEN 31
            WHEN part > paid.order_minor - paid.refunded_minor THEN 32
            WHEN today > (paid.captured_at AT TIME ZONE 'Asia/Shanghai')::date + rule.refund_days_max::integer THEN 33
            WHEN paid.refunds >= rule.refunds_max THEN 34
            ELSE 0 END;
        outcomes[given.place] := outcome;
        lefts[given.place] := coalesce(paid.order_minor - paid.refunded_minor, 0);
        IF outcome <> 0 THEN
            UPDATE payment_key SET refusal = outcome WHERE key = given.key AND caller = given.caller;
            CONTINUE;
        END IF;
        before := paid.refunded_minor;
        fee := returned(paid.user_fee_minor, paid.order_minor, before, part);
        merchant_part := returned(paid.merchant_fee_minor, paid.order_minor, before, part);
        contribution_part := returned(paid.contribution_minor, paid.order_minor, before, part);
        micro_part := returned(paid.usd_micro, paid.order_minor, before, part);
        SELECT max(send_at) INTO latest FROM refund WHERE payment_id = paid.id;
        UPDATE payment SET refunded_minor = refunded_minor + part, refunded_fee_minor = refunded_fee_minor + fee, refunds = refunds + 1,
            changed_at = moment WHERE id = paid.id;
        INSERT INTO refund (id, payment_id, place, order_minor, user_fee_minor, merchant_fee_minor, contribution_minor, usd_micro, stage,
            send_at, created_at)
        VALUES (given.id, paid.id, paid.refunds + 1, part, fee, merchant_part, contribution_part, micro_part, 1,
            greatest(moment, latest + make_interval(secs => rule.refund_seconds_apart)), moment);
        WITH line AS (
            INSERT INTO entry (payment_id, event, line, debit, credit, amount_minor, booked_at)
            SELECT given.id, 13, drawn.line, account_number(drawn.debit, drawn.debit_owner, writer_number),
                account_number(drawn.credit, drawn.credit_owner, writer_number), drawn.amount, moment
            FROM (VALUES (1, 5, paid.merchant_id, 7, paid.scheme::integer, part - merchant_part), (2, 9, 0, 7, paid.scheme::integer, merchant_part),
                (3, 6, paid.programme::integer, 7, paid.scheme::integer, fee), (4, 10, 0, 4, paid.programme::integer, contribution_part))
                AS drawn (line, debit, debit_owner, credit, credit_owner, amount)
            WHERE drawn.amount > 0
            RETURNING debit, credit, amount_minor
        ), delta AS (
            SELECT number, sum(amount)::bigint AS amount, count(*) AS lines
            FROM (SELECT debit AS number, amount_minor AS amount FROM line UNION ALL SELECT credit, -amount_minor FROM line) AS half
            GROUP BY number ORDER BY number
        ), booked AS (
            UPDATE account SET balance_minor = balance_minor + delta.amount, version = version + delta.lines
            FROM delta WHERE account.id = delta.number RETURNING 1
        )
        SELECT (SELECT count(*) FROM delta) - (SELECT count(*) FROM booked) INTO unbooked;
        IF unbooked <> 0 THEN RAISE EXCEPTION '% accounts of a refund are not open', unbooked; END IF;
        PERFORM give_room_back(ARRAY[paid.payer_id], ARRAY[micro_part], ARRAY[part], ARRAY[paid.strength], ARRAY[false], paid.on_day);
        INSERT INTO notification (subject_id, caller, event, due_at, made_at)
        SELECT given.id, paid.caller, 13, moment, moment FROM callback WHERE caller = paid.caller;
        fees[given.place] := fee;
        lefts[given.place] := paid.order_minor - before - part;
    END LOOP;
    RETURN NEXT;
END
$$;

-- Keeps a fixing of the dollar before its day begins. The same once more changes nothing. What may not be kept is raised, so that a
-- statement over several shards keeps a fixing in all of them or in none: YZ001 its day has begun, YZ002 another rate stands for that day.
CREATE OR REPLACE FUNCTION :schema.keep_fixing(given_day date, given_rate bigint, given_source text, moment timestamptz, today date)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :schema, pg_temp AS $$
DECLARE
    standing bigint;
BEGIN
    SELECT dollar_rate INTO standing FROM rate_fixing WHERE first_day = given_day;
    -- A payment of that day may have been counted already, even where this clock went back since.
    IF standing IS NULL AND given_day <= greatest(today, (SELECT max(on_day) FROM writer_mark)) THEN
        RAISE EXCEPTION 'the day % has begun', given_day USING ERRCODE = 'YZ001';
    END IF;
    INSERT INTO rate_fixing (first_day, dollar_rate, source, kept_at) VALUES (given_day, given_rate, given_source, moment)
    ON CONFLICT DO NOTHING;
    SELECT dollar_rate INTO standing FROM rate_fixing WHERE first_day = given_day;
    IF standing <> given_rate THEN
        RAISE EXCEPTION 'another rate stands for %', given_day USING ERRCODE = 'YZ002';
    END IF;
END
$$;

-- A payment whose first try was answered with no, and only that, is asked for once more under another exchange.
CREATE OR REPLACE FUNCTION :schema.renew_exchange(renewed_id bigint, new_transmitted text, new_stan integer, new_reference text)
RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = :schema, pg_temp AS $$
    WITH renewed AS (
        UPDATE payment SET transmitted = new_transmitted, stan = new_stan, reference = new_reference
        WHERE id = renewed_id AND stage = 1 RETURNING 1
    )
    SELECT EXISTS (SELECT 1 FROM renewed)
$$;
