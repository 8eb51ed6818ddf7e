-- A number whose card was unbound may be bound by another payer; its seal stays until no refund can need it.
ALTER TABLE :schema.card ADD COLUMN released_at timestamptz;
ALTER TABLE :schema.card DROP CONSTRAINT card_one_per_number;
CREATE UNIQUE INDEX card_one_per_number ON :schema.card (hash_key_id, number_hash) WHERE released_at IS NULL;
CREATE INDEX card_released ON :schema.card (hash_key_id, number_hash, released_at) WHERE released_at IS NOT NULL;
