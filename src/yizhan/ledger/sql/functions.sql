-- The functions of one book, applied again after each migration. :schema is the schema of the book.
--
-- The doors (open_accounts, close_account, post_journals) run with the owner's rights under a fixed search path; the
-- runtime role may execute them and read the tables, nothing else. The other functions are steps of the doors.
-- When a parameter list changes, drop the old function here first: CREATE OR REPLACE would leave both.

-- Opens accounts and returns them in the order given; one that exists is returned as it is. Inserting in the order of the
-- unique key keeps two callers that open the same accounts from waiting for each other in a circle.
CREATE OR REPLACE FUNCTION :schema.open_accounts(
    ids uuid[], codes text[], owners text[], currencies text[], normal_signs smallint[], may_overdraws boolean[],
    opened_ons date[])
RETURNS SETOF :schema.account
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :schema, pg_temp
AS $$
DECLARE
    returned integer;
BEGIN
    INSERT INTO account (id, code, owner, currency, normal_sign, may_overdraw, opened_on)
    SELECT * FROM unnest(ids, codes, owners, currencies, normal_signs, may_overdraws, opened_ons)
        AS given (id, code, owner, currency, normal_sign, may_overdraw, opened_on)
    ORDER BY code, owner, currency
    ON CONFLICT DO NOTHING;
    RETURN QUERY
    SELECT account.* FROM unnest(codes, owners, currencies) WITH ORDINALITY AS given (code, owner, currency, place)
    JOIN account USING (code, owner, currency)
    ORDER BY given.place;
    GET DIAGNOSTICS returned = ROW_COUNT;
    IF returned <> cardinality(ids) THEN
        RAISE EXCEPTION 'an id of these accounts belongs to an account of another code, owner or currency';
    END IF;
END
$$;

-- Closes an empty account for good.
CREATE OR REPLACE FUNCTION :schema.close_account(closing_id uuid, closing_day date)
RETURNS TABLE (refusal_code text, refusal_facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :schema, pg_temp
AS $$
DECLARE
    found account;
BEGIN
    SELECT * INTO found FROM account WHERE id = closing_id FOR NO KEY UPDATE;
    refusal_code := CASE
        WHEN found.id IS NULL THEN 'account_unknown'
        WHEN found.closed_on IS NOT NULL THEN 'account_closed'
        WHEN found.balance_minor <> 0 THEN 'account_not_empty'
        WHEN closing_day < found.opened_on THEN 'account_closed_before_opened'
    END;
    refusal_facts := jsonb_build_object('account_id', closing_id);
    IF refusal_code IS NULL THEN
        UPDATE account SET closed_on = closing_day WHERE id = closing_id;
    END IF;
    RETURN NEXT;
END
$$;

-- What is wrong with the journals themselves: the first fault found, or no row.
CREATE OR REPLACE FUNCTION :schema.journal_fault(
    keys text[], entry_journals integer[], entry_currencies text[], entry_amounts bigint[])
RETURNS TABLE (code text, facts jsonb)
LANGUAGE sql STABLE
AS $$
    (SELECT 'journal_key_twice', jsonb_build_object('key', key)
     FROM unnest(keys) AS given (key) GROUP BY key HAVING count(*) > 1 LIMIT 1)
    UNION ALL
    (SELECT 'journal_too_short', jsonb_build_object('key', given.key)
     FROM unnest(keys) WITH ORDINALITY AS given (key, place)
     LEFT JOIN (SELECT journal, count(*) AS lines FROM unnest(entry_journals) AS entries (journal) GROUP BY journal) AS counted
        ON counted.journal = given.place
     WHERE coalesce(counted.lines, 0) < 2 LIMIT 1)
    UNION ALL
    (SELECT 'entry_of_zero', jsonb_build_object('key', keys[journal])
     FROM unnest(entry_journals, entry_amounts) AS entries (journal, amount)
     WHERE amount = 0 OR amount IS NULL LIMIT 1)
    UNION ALL
    (SELECT 'journal_unbalanced',
        jsonb_build_object('key', keys[journal], 'currency', currency, 'difference_minor', sum(amount))
     FROM unnest(entry_journals, entry_currencies, entry_amounts) AS entries (journal, currency, amount)
     GROUP BY journal, currency HAVING sum(amount) <> 0 LIMIT 1)
    LIMIT 1
$$;

-- What keeps the accounts, which are locked by now, from taking the entries: the first fault found, or no row.
-- An account that may not be overdrawn is looked at after all entries of the call, not between them.
CREATE OR REPLACE FUNCTION :schema.account_fault(
    entry_accounts uuid[], entry_currencies text[], entry_amounts bigint[])
RETURNS TABLE (code text, facts jsonb)
LANGUAGE sql STABLE SET search_path = :schema, pg_temp
AS $$
    WITH change AS (
        SELECT account_id, min(currency) AS currency, max(currency) AS other_currency, sum(amount) AS amount
        FROM unnest(entry_accounts, entry_currencies, entry_amounts) AS entries (account_id, currency, amount)
        GROUP BY account_id
    ), fault AS (
        SELECT change.account_id, change.currency, account.currency AS account_currency,
            account.balance_minor * account.normal_sign AS available,
            (account.balance_minor + change.amount) * account.normal_sign AS remaining,
            CASE
                WHEN account.id IS NULL THEN 'account_unknown'
                WHEN account.closed_on IS NOT NULL THEN 'account_closed'
                WHEN account.currency <> change.currency OR account.currency <> change.other_currency
                    THEN 'account_currency_differs'
                WHEN NOT account.may_overdraw AND (account.balance_minor + change.amount) * account.normal_sign < 0
                    THEN 'account_overdrawn'
            END AS code
        FROM change LEFT JOIN account ON account.id = change.account_id
    )
    SELECT code, CASE code
        WHEN 'account_overdrawn' THEN jsonb_build_object(
            'account_id', account_id, 'currency', currency, 'available_minor', available, 'short_minor', -remaining)
        WHEN 'account_currency_differs' THEN jsonb_build_object(
            'account_id', account_id, 'account_currency', account_currency)
        ELSE jsonb_build_object('account_id', account_id)
    END
    FROM fault WHERE code IS NOT NULL ORDER BY account_id LIMIT 1
$$;

-- Writes the entries of journals that were checked, and the balances of their accounts, which are locked.
CREATE OR REPLACE FUNCTION :schema.write_entries(
    ids uuid[], booked_ons date[], entry_journals integer[], entry_accounts uuid[], entry_currencies text[],
    entry_amounts bigint[])
RETURNS void
LANGUAGE plpgsql SET search_path = :schema, pg_temp
AS $$
BEGIN
    INSERT INTO entry (journal_id, line, account_id, currency, amount_minor, booked_on, account_version)
    SELECT ids[given.journal],
        given.place - min(given.place) OVER (PARTITION BY given.journal) + 1,
        given.account_id, given.currency, given.amount, booked_ons[given.journal],
        account.version + row_number() OVER (PARTITION BY given.account_id ORDER BY given.place)
    FROM unnest(entry_journals, entry_accounts, entry_currencies, entry_amounts) WITH ORDINALITY
        AS given (journal, account_id, currency, amount, place)
    JOIN account ON account.id = given.account_id;
    UPDATE account
    SET balance_minor = account.balance_minor + change.amount, version = account.version + change.lines
    FROM (SELECT account_id, sum(amount)::bigint AS amount, count(*) AS lines
          FROM unnest(entry_accounts, entry_amounts) AS given (account_id, amount) GROUP BY account_id) AS change
    WHERE account.id = change.account_id;
END
$$;

-- Posts all journals or none, in the order given. Entries name their journal by its place (1, 2, …) and stand together.
-- A refusal is an answer, not an error, so that the caller's transaction goes on. The order of locks is the same in
-- every call: accounts by id, then keys by key; so calls wait for each other, but never in a circle.
CREATE OR REPLACE FUNCTION :schema.post_journals(
    ids uuid[], kinds text[], keys text[], fingerprints text[], booked_ons date[], value_dates date[],
    reference_texts text[], fact_texts text[],
    entry_journals integer[], entry_accounts uuid[], entry_currencies text[], entry_amounts bigint[],
    moment timestamptz, actor text)
RETURNS TABLE (refusal_code text, refusal_facts jsonb, journal_ids uuid[], replays boolean[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :schema, pg_temp
AS $$
DECLARE
    constraint_hit text;
BEGIN
    SELECT * INTO refusal_code, refusal_facts
    FROM journal_fault(keys, entry_journals, entry_currencies, entry_amounts);
    IF refusal_code IS NOT NULL THEN RETURN NEXT; RETURN; END IF;

    PERFORM 1 FROM account WHERE id = ANY (entry_accounts) ORDER BY id FOR NO KEY UPDATE;

    -- Looked up under the locks: a call with the same content has the same accounts, so it has ended or not begun.
    SELECT array_agg(coalesce(stored.id, given.id) ORDER BY place), array_agg(stored.id IS NOT NULL ORDER BY place),
        min(given.key) FILTER (WHERE stored.fingerprint <> decode(given.fingerprint, 'hex'))
    INTO journal_ids, replays, constraint_hit
    FROM unnest(ids, keys, fingerprints) WITH ORDINALITY AS given (id, key, fingerprint, place)
    LEFT JOIN journal AS stored ON stored.key = given.key;
    IF constraint_hit IS NOT NULL THEN
        refusal_code := 'journal_key_reused';
        refusal_facts := jsonb_build_object('key', constraint_hit);
        RETURN NEXT; RETURN;
    END IF;
    IF true = ALL (replays) THEN RETURN NEXT; RETURN; END IF;
    IF true = ANY (replays) THEN
        SELECT array_agg(journal ORDER BY place), array_agg(account_id ORDER BY place), array_agg(currency ORDER BY place),
            array_agg(amount ORDER BY place)
        INTO entry_journals, entry_accounts, entry_currencies, entry_amounts
        FROM unnest(entry_journals, entry_accounts, entry_currencies, entry_amounts) WITH ORDINALITY
            AS given (journal, account_id, currency, amount, place)
        WHERE NOT replays[journal];
    END IF;

    SELECT * INTO refusal_code, refusal_facts FROM account_fault(entry_accounts, entry_currencies, entry_amounts);
    IF refusal_code IS NOT NULL THEN RETURN NEXT; RETURN; END IF;

    BEGIN
        INSERT INTO journal (id, kind, key, fingerprint, booked_on, value_date, posted_at, posted_by, reference, facts)
        SELECT id, kind, key, decode(fingerprint, 'hex'), booked_on, value_date, moment, actor, reference, facts::jsonb
        FROM unnest(ids, kinds, keys, fingerprints, booked_ons, value_dates, reference_texts, fact_texts, replays)
            AS given (id, kind, key, fingerprint, booked_on, value_date, reference, facts, replayed)
        WHERE NOT replayed ORDER BY key;
    EXCEPTION WHEN unique_violation THEN
        -- A call on other accounts took one of the keys since they were looked up, so its content is another.
        GET STACKED DIAGNOSTICS constraint_hit = CONSTRAINT_NAME;
        IF constraint_hit <> 'journal_one_per_key' THEN RAISE; END IF;
        refusal_code := 'journal_key_reused';
        refusal_facts := (SELECT jsonb_build_object('key', min(journal.key)) FROM journal WHERE journal.key = ANY (keys));
        RETURN NEXT; RETURN;
    END;
    PERFORM write_entries(ids, booked_ons, entry_journals, entry_accounts, entry_currencies, entry_amounts);
    RETURN NEXT;
END
$$;
