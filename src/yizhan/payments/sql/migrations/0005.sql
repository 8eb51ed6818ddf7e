-- Fixings of the dollar's rate that the branch makes day by day; beside them stands since when the program's own rate holds.
CREATE TABLE :schema.rate_fixing (
    first_day date PRIMARY KEY,
    dollar_rate bigint NOT NULL CHECK (dollar_rate > 0),
    source text NOT NULL,
    kept_at timestamptz NOT NULL
);

-- The rows that stand are written anew after each migration; until then their own first day is near enough for a column without gaps.
ALTER TABLE :schema.rule_day ADD COLUMN dollar_rate_from date;
UPDATE :schema.rule_day SET dollar_rate_from = first_day;
ALTER TABLE :schema.rule_day ALTER COLUMN dollar_rate_from SET NOT NULL;
