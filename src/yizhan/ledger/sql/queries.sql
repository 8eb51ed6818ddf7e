-- open_accounts --
SELECT id, code, owner, currency, normal_sign, may_overdraw, balance_minor, version, opened_on, closed_on
FROM :schema.open_accounts(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::smallint[], %s::boolean[], %s::date[]);

-- close_account --
SELECT refusal_code, refusal_facts FROM :schema.close_account(%s, %s);

-- account --
SELECT id, code, owner, currency, normal_sign, may_overdraw, balance_minor, version, opened_on, closed_on
FROM :schema.account WHERE id = %s;

-- accounts_of --
SELECT id, code, owner, currency, normal_sign, may_overdraw, balance_minor, version, opened_on, closed_on
FROM :schema.account WHERE owner = %s ORDER BY code, currency;

-- post_journals --
SELECT refusal_code, refusal_facts, journal_ids, replays
FROM :schema.post_journals(
    %s::uuid[], %s::text[], %s::text[], %s::text[], %s::date[], %s::date[], %s::text[], %s::text[],
    %s::integer[], %s::uuid[], %s::text[], %s::bigint[], %s::timestamptz, %s::text);

-- balance_on_day --
SELECT account.currency, account.normal_sign, coalesce(sum(entry.amount_minor), 0)::bigint
FROM :schema.account LEFT JOIN :schema.entry ON entry.account_id = account.id AND entry.booked_on <= %s
WHERE account.id = %s GROUP BY account.id;

-- balance_at_moment --
SELECT account.currency, account.normal_sign, coalesce(sum(entry.amount_minor) FILTER (WHERE journal.posted_at <= %s), 0)::bigint
FROM :schema.account
LEFT JOIN :schema.entry ON entry.account_id = account.id
LEFT JOIN :schema.journal ON journal.id = entry.journal_id
WHERE account.id = %s GROUP BY account.id;

-- statement_lines --
SELECT entry.booked_on, journal.value_date, entry.journal_id, journal.kind, journal.reference, entry.amount_minor,
    (sum(entry.amount_minor) OVER (ORDER BY entry.booked_on, entry.account_version))::bigint
FROM :schema.entry JOIN :schema.journal ON journal.id = entry.journal_id
WHERE entry.account_id = %s AND entry.booked_on BETWEEN %s AND %s
ORDER BY entry.booked_on, entry.account_version;

-- trial_balance --
SELECT account.code, account.currency,
    coalesce(sum(entry.amount_minor) FILTER (WHERE entry.booked_on < %s), 0)::bigint,
    coalesce(sum(entry.amount_minor) FILTER (WHERE entry.booked_on = %s AND entry.amount_minor > 0), 0)::bigint,
    coalesce(-sum(entry.amount_minor) FILTER (WHERE entry.booked_on = %s AND entry.amount_minor < 0), 0)::bigint
FROM :schema.entry JOIN :schema.account ON account.id = entry.account_id
WHERE entry.booked_on <= %s
GROUP BY account.code, account.currency ORDER BY account.code, account.currency;

-- journals_by_reference --
SELECT journal.id, journal.kind, journal.key, journal.booked_on, journal.value_date, journal.posted_at, journal.posted_by,
    journal.reference, journal.facts, lines.accounts, lines.currencies, lines.amounts
FROM :schema.journal CROSS JOIN LATERAL (
    SELECT array_agg(account_id ORDER BY line) AS accounts, array_agg(currency ORDER BY line) AS currencies,
        array_agg(amount_minor ORDER BY line) AS amounts
    FROM :schema.entry WHERE entry.journal_id = journal.id) AS lines
WHERE journal.reference = %s ORDER BY journal.posted_at, journal.id;

-- journal_by_id --
SELECT journal.id, journal.kind, journal.key, journal.booked_on, journal.value_date, journal.posted_at, journal.posted_by,
    journal.reference, journal.facts, lines.accounts, lines.currencies, lines.amounts
FROM :schema.journal CROSS JOIN LATERAL (
    SELECT array_agg(account_id ORDER BY line) AS accounts, array_agg(currency ORDER BY line) AS currencies,
        array_agg(amount_minor ORDER BY line) AS amounts
    FROM :schema.entry WHERE entry.journal_id = journal.id) AS lines
WHERE journal.id = %s;

-- book_counts --
SELECT (SELECT count(*) FROM :schema.account), (SELECT count(*) FROM :schema.journal), (SELECT count(*) FROM :schema.entry);

-- verify_journals --
SELECT CASE WHEN journal.id IS NULL THEN 'entry_without_journal'
            WHEN lines.lines IS NULL THEN 'journal_without_entries'
            WHEN lines.lines < 2 THEN 'journal_too_short'
            WHEN lines.lines <> lines.last_line THEN 'journal_with_missing_lines'
            ELSE 'journal_of_two_days' END,
    jsonb_build_object('journal_id', coalesce(journal.id, lines.journal_id), 'lines', coalesce(lines.lines, 0))::text
FROM :schema.journal FULL JOIN (
    SELECT journal_id, count(*) AS lines, max(line) AS last_line, min(booked_on) AS first_day, max(booked_on) AS last_day
    FROM :schema.entry GROUP BY journal_id) AS lines ON lines.journal_id = journal.id
WHERE journal.id IS NULL OR lines.lines IS NULL OR lines.lines < 2 OR lines.lines <> lines.last_line
    OR lines.first_day <> journal.booked_on OR lines.last_day <> journal.booked_on
LIMIT %s;

-- verify_balance --
SELECT 'journal_unbalanced',
    jsonb_build_object('journal_id', journal_id, 'currency', currency, 'difference_minor', sum(amount_minor))::text
FROM :schema.entry GROUP BY journal_id, currency HAVING sum(amount_minor) <> 0
LIMIT %s;

-- verify_accounts --
SELECT CASE WHEN account.id IS NULL THEN 'entry_without_account'
            WHEN account.balance_minor <> coalesce(lines.amount, 0) THEN 'balance_differs_from_entries'
            WHEN account.version <> coalesce(lines.lines, 0) OR account.version <> coalesce(lines.last_version, 0)
                OR lines.numbers <> lines.lines
                THEN 'account_with_missing_entries'
            WHEN lines.currency <> account.currency OR lines.other_currency <> account.currency
                THEN 'entry_of_other_currency'
            ELSE 'account_overdrawn' END,
    jsonb_build_object('account_id', coalesce(account.id, lines.account_id), 'balance_minor', account.balance_minor,
        'entries_minor', coalesce(lines.amount, 0), 'version', account.version, 'entries', coalesce(lines.lines, 0))::text
FROM :schema.account FULL JOIN (
    SELECT account_id, sum(amount_minor) AS amount, count(*) AS lines, max(account_version) AS last_version,
        count(DISTINCT account_version) AS numbers,
        min(currency) AS currency, max(currency) AS other_currency
    FROM :schema.entry GROUP BY account_id) AS lines ON lines.account_id = account.id
WHERE account.id IS NULL OR account.balance_minor <> coalesce(lines.amount, 0)
    OR account.version <> coalesce(lines.lines, 0) OR account.version <> coalesce(lines.last_version, 0)
    OR lines.numbers <> lines.lines
    OR lines.currency <> account.currency OR lines.other_currency <> account.currency
    OR (NOT account.may_overdraw AND account.balance_minor * account.normal_sign < 0)
LIMIT %s;

-- find_accounts --
SELECT id, code, owner, currency, normal_sign, may_overdraw, balance_minor, version, opened_on, closed_on, count(*) OVER ()
FROM :schema.account
WHERE (%s::text IS NULL OR code = %s) AND (%s::text[] IS NULL OR owner = ANY(%s)) AND (%s::boolean IS NULL OR (closed_on IS NULL) = %s)
ORDER BY code, opened_on, id LIMIT %s OFFSET %s;

-- make_stage --
CREATE TEMPORARY TABLE IF NOT EXISTS staged_entry (
    journal_id uuid NOT NULL, journal_key text NOT NULL, kind text NOT NULL, booked_on date NOT NULL, value_date date NOT NULL,
    reference text NOT NULL, facts text NOT NULL, account_id uuid NOT NULL, amount_minor bigint NOT NULL,
    currency text NOT NULL DEFAULT 'CNY'
) ON COMMIT DELETE ROWS;

-- post_staged --
WITH line AS (
    SELECT journal_key, account_id, currency, sum(amount_minor)::bigint AS amount, min(journal_id::text) AS journal_id, min(kind) AS kind,
        min(booked_on) AS booked_on, min(value_date) AS value_date, min(reference) AS reference, min(facts) AS facts
    FROM staged_entry GROUP BY journal_key, account_id, currency HAVING sum(amount_minor) <> 0
), heading AS (
    SELECT journal_key, min(journal_id)::uuid AS journal_id, min(kind) AS kind, min(booked_on) AS booked_on, min(value_date) AS value_date,
        min(reference) AS reference, min(facts) AS facts, array_agg(account_id ORDER BY account_id, currency) AS accounts,
        array_agg(currency ORDER BY account_id, currency) AS currencies, array_agg(amount ORDER BY account_id, currency) AS amounts
    FROM line GROUP BY journal_key
), numbered AS MATERIALIZED (
    -- The fingerprint covers kind, days and lines, so that a key that was posted with other content is refused.
    SELECT heading.*, (row_number() OVER (ORDER BY journal_key))::integer AS place,
        encode(sha256(convert_to(concat_ws('|', kind, booked_on, value_date, reference, accounts, currencies, amounts), 'UTF8')), 'hex')
            AS fingerprint
    FROM heading
), head AS (
    SELECT array_agg(journal_id ORDER BY place) AS ids, array_agg(kind ORDER BY place) AS kinds,
        array_agg(journal_key ORDER BY place) AS keys, array_agg(fingerprint ORDER BY place) AS fingerprints,
        array_agg(booked_on ORDER BY place) AS booked_ons, array_agg(value_date ORDER BY place) AS value_dates,
        array_agg(reference ORDER BY place) AS reference_texts, array_agg(facts ORDER BY place) AS fact_texts
    FROM numbered
), body AS (
    SELECT array_agg(place ORDER BY place, number) AS journals, array_agg(account_id ORDER BY place, number) AS accounts,
        array_agg(currency ORDER BY place, number) AS currencies, array_agg(amount ORDER BY place, number) AS amounts
    FROM numbered CROSS JOIN LATERAL unnest(numbered.accounts, numbered.currencies, numbered.amounts) WITH ORDINALITY
        AS entry (account_id, currency, amount, number)
)
SELECT posted.refusal_code, posted.refusal_facts, cardinality(posted.journal_ids)
FROM head CROSS JOIN body CROSS JOIN LATERAL :schema.post_journals(
    head.ids, head.kinds, head.keys, head.fingerprints, head.booked_ons, head.value_dates, head.reference_texts, head.fact_texts,
    body.journals, body.accounts, body.currencies, body.amounts, %s::timestamptz, %s::text) AS posted
WHERE head.ids IS NOT NULL;
