-- Cards that were unbound lately are looked for every minute, among many that were not.
CREATE INDEX card_unbound ON :schema.card (changed_at) WHERE status = 15;
