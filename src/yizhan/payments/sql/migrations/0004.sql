-- How strongly the payer of a code was verified is said by the wallet that issues it; terminals do not know.
ALTER TABLE :schema.payment_code
    ADD COLUMN factors smallint NOT NULL DEFAULT 1,
    ADD COLUMN has_certificate boolean NOT NULL DEFAULT false,
    ADD COLUMN has_password boolean NOT NULL DEFAULT false;
-- A code is used up by `reserve`, which takes one more argument, in the transaction that takes the payment on.
DROP FUNCTION IF EXISTS :schema.use_payment_code(bytea, uuid, timestamptz);
DROP FUNCTION IF EXISTS :schema.reserve(uuid[], integer[], bigint[], bigint[], integer[], bigint[], smallint[], boolean[], bigint[], text[],
    integer[], text[], text[], bigint, smallint, bigint, timestamptz, date);
