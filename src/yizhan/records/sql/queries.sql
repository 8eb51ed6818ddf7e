-- Named queries of the records floor; records/queries.py reads them by name.

-- stage_create --
CREATE TEMPORARY TABLE IF NOT EXISTS invoice_stage (
    enterprise_id uuid, side text, code text, number text, issued_on date, counterparty_id text, counterparty_name text,
    net_minor bigint, tax_minor bigint, gross_minor bigint, is_void boolean,
    fingerprint_high bigint, fingerprint_low bigint, occurrence integer, line bigint
);

-- stage_void_create --
CREATE TEMPORARY TABLE IF NOT EXISTS invoice_stage_void (
    enterprise_id uuid, fingerprint_high bigint, fingerprint_low bigint
);

-- stage_clear --
TRUNCATE invoice_stage;

-- stage_void_clear --
TRUNCATE invoice_stage_void;

-- stage_copy --
COPY invoice_stage FROM STDIN (FORMAT csv);

-- stage_analyze --
ANALYZE invoice_stage;

-- stage_keep_voids --
INSERT INTO invoice_stage_void
SELECT enterprise_id, fingerprint_high, fingerprint_low FROM invoice_stage WHERE is_void;

-- stage_has_coded --
SELECT EXISTS (SELECT 1 FROM invoice_stage WHERE code <> '' OR length(number) = 20);

-- stage_conflicts --
-- A coded invoice that stands already with other content.
SELECT i.id, s.line, s.code, s.number, s.issued_on, s.counterparty_name, s.net_minor, s.tax_minor, s.gross_minor
FROM invoice_stage s
JOIN invoice i ON i.enterprise_id = s.enterprise_id AND i.side = s.side AND i.code = s.code AND i.number = s.number
WHERE (s.code <> '' OR length(s.number) = 20)
  AND (i.code <> '' OR length(i.number) = 20)
  AND (i.fingerprint_high, i.fingerprint_low) <> (s.fingerprint_high, s.fingerprint_low)
ORDER BY s.line;

-- stage_insert --
-- A void copy of a fingerprint that an earlier file brought comes in live; `void_apply` then marks as many copies as are void
-- in the file that has more of them.
INSERT INTO invoice (enterprise_id, side, code, number, issued_on, counterparty_id, counterparty_name,
                     net_minor, tax_minor, gross_minor, is_void, fingerprint_high, fingerprint_low, occurrence, upload_id, line)
SELECT s.enterprise_id, s.side, s.code, s.number, s.issued_on, s.counterparty_id, s.counterparty_name,
       s.net_minor, s.tax_minor, s.gross_minor,
       s.is_void AND NOT EXISTS (
           SELECT 1 FROM invoice i
           WHERE i.enterprise_id = s.enterprise_id AND i.fingerprint_high = s.fingerprint_high
             AND i.fingerprint_low = s.fingerprint_low AND i.upload_id <> %(upload_id)s),
       s.fingerprint_high, s.fingerprint_low, s.occurrence, %(upload_id)s, s.line
FROM invoice_stage s
{known};

-- void_apply --
-- Copies of a fingerprint beyond the held void ones become void, oldest first.
WITH filed AS (
    SELECT enterprise_id, fingerprint_high, fingerprint_low, count(*) AS voids
    FROM invoice_stage_void GROUP BY 1, 2, 3
), held AS (
    SELECT f.enterprise_id, f.fingerprint_high, f.fingerprint_low,
           f.voids - count(*) FILTER (WHERE i.is_void) AS missing
    FROM filed f JOIN invoice i USING (enterprise_id, fingerprint_high, fingerprint_low)
    GROUP BY f.enterprise_id, f.fingerprint_high, f.fingerprint_low, f.voids
    HAVING f.voids > count(*) FILTER (WHERE i.is_void)
), ranked AS (
    SELECT i.id, h.missing, row_number() OVER (PARTITION BY i.enterprise_id, i.fingerprint_high, i.fingerprint_low
                                               ORDER BY i.occurrence) AS place
    FROM held h JOIN invoice i USING (enterprise_id, fingerprint_high, fingerprint_low)
    WHERE NOT i.is_void
)
UPDATE invoice SET is_void = true FROM ranked
WHERE invoice.id = ranked.id AND ranked.place <= ranked.missing
RETURNING invoice.id;

-- invoices_out --
-- One text a side of an enterprise: the client pays for each row that it is handed, not for their length.
SELECT enterprise_id::text, side, count(*), string_agg(concat(
    issued_on, ',"', replace(counterparty_id, '"', '""'), '","', replace(counterparty_name, '"', '""'), '",', net_minor, ',', is_void), E'\n')
FROM invoice WHERE issued_on BETWEEN {start} AND {end} {whose}
GROUP BY enterprise_id, side;

-- invoice_counts --
SELECT enterprise_id, count(*), min(issued_on), max(issued_on) FROM invoice GROUP BY enterprise_id;

-- branch_reached --
-- Applications begun in a period, by the states they reached at some time.
SELECT event.to_state, count(DISTINCT application.id)
FROM records_application application JOIN records_applicationevent event ON event.application_id = application.id
WHERE application.created_at >= %(start)s AND application.created_at < %(end)s AND event.to_state <> ''
GROUP BY event.to_state;

-- branch_stays --
-- For applications received in a period: each stay in a state since complete receipt, from when to when.
SELECT event.application_id, application.received_at, event.to_state, event.at,
    coalesce(lead(event.at) OVER (PARTITION BY event.application_id ORDER BY event.at, event.id), application.ended_at, %(now)s)
FROM records_application application JOIN records_applicationevent event ON event.application_id = application.id
WHERE application.received_at >= %(start)s AND application.received_at < %(end)s
  AND event.to_state <> '' AND event.to_state <> event.from_state AND event.at >= application.received_at;

-- branch_promises --
-- Promises that ended in a period, by the branch's month and how they ended.
SELECT date_trunc('month', ended_at AT TIME ZONE 'Asia/Shanghai')::date, count(*) FILTER (WHERE due_state = 'kept'),
    count(*) FILTER (WHERE due_state = 'missed')
FROM records_application
WHERE ended_at >= %(start)s AND ended_at < %(end)s AND due_state IN ('kept', 'missed')
GROUP BY 1 ORDER BY 1;

-- branch_refusals --
-- Refusals confirmed in a period, by reason; one refusal may have several reasons, each counted once.
SELECT reason ->> 'code', count(DISTINCT decision.id)
FROM records_decision decision CROSS JOIN jsonb_array_elements(decision.reasons) reason
WHERE decision.verdict = 'confirmed' AND decision.outcome = 'refuse' AND decision.taken_at >= %(start)s AND decision.taken_at < %(end)s
GROUP BY 1 ORDER BY 2 DESC, 1;
