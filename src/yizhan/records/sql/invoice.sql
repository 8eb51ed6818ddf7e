-- Invoices are rows: written by COPY, millions of them, never through the ORM.
-- Identity (docs/algorithms/invoice-identity.md): code + number for a coded invoice; else the fingerprint of all fields but
-- the void mark, plus its occurrence number within the file.
CREATE TABLE invoice (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enterprise_id    uuid    NOT NULL,
    side             text    NOT NULL CHECK (side IN ('purchase', 'sale')),
    code             text    NOT NULL,
    number           text    NOT NULL,
    issued_on        date    NOT NULL,
    counterparty_id  text    NOT NULL,
    counterparty_name text   NOT NULL,
    net_minor        bigint  NOT NULL,
    tax_minor        bigint  NOT NULL,
    gross_minor      bigint  NOT NULL CHECK (gross_minor = net_minor + tax_minor),
    is_void          boolean NOT NULL,
    fingerprint_high bigint  NOT NULL,
    fingerprint_low  bigint  NOT NULL,
    occurrence       integer NOT NULL,
    upload_id        uuid    NOT NULL,
    line             bigint  NOT NULL
);
CREATE UNIQUE INDEX invoice_uncoded ON invoice (enterprise_id, fingerprint_high, fingerprint_low, occurrence);
CREATE UNIQUE INDEX invoice_coded ON invoice (enterprise_id, side, code, number)
    WHERE code <> '' OR length(number) = 20;
CREATE INDEX invoice_upload ON invoice USING brin (upload_id, id);
