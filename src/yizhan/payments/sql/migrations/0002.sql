-- Entries by time, for the day's turnover: rows are appended in the order of their moments, so a few bytes a block find a day.
CREATE INDEX entry_by_time ON :schema.entry USING brin (booked_at);
