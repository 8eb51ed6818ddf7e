-- Accounts, journals and entries of one book.
--
-- :schema is the schema of the book: `book` for the branch, `pay_NN` for a payment shard.
-- There are no triggers and no foreign keys on journal and entry: the posting function is their only writer and checks
-- what they would check, once a call instead of once a row. `yizhan ledger verify` proves it from the entries.

CREATE SCHEMA IF NOT EXISTS :schema;

CREATE TABLE :schema.migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- normal_sign is 1 where the balance normally stands in debit, -1 where in credit.
-- Half of each page is left free, so that a new balance stays on its page and touches no index.
CREATE TABLE :schema.account (
    id uuid PRIMARY KEY,
    code text NOT NULL,
    owner text NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    normal_sign smallint NOT NULL CHECK (normal_sign IN (1, -1)),
    may_overdraw boolean NOT NULL,
    balance_minor bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 0,
    opened_on date NOT NULL,
    closed_on date,
    CONSTRAINT account_one_per_owner UNIQUE (code, owner, currency),
    CONSTRAINT account_not_overdrawn CHECK (may_overdraw OR balance_minor * normal_sign >= 0),
    CONSTRAINT account_closed_empty CHECK (closed_on IS NULL OR (balance_minor = 0 AND closed_on >= opened_on))
) WITH (fillfactor = 50);

CREATE INDEX account_by_owner ON :schema.account (owner, code);

CREATE TABLE :schema.journal (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    booked_on date NOT NULL,
    value_date date NOT NULL,
    posted_at timestamptz NOT NULL,
    posted_by text NOT NULL,
    reference text NOT NULL,
    facts jsonb NOT NULL,
    CONSTRAINT journal_one_per_key UNIQUE (key)
);

CREATE INDEX journal_by_reference ON :schema.journal (reference, booked_on);

-- amount_minor is signed: debit positive, credit negative. account_version numbers the entries of an account without
-- gaps, in the order of posting. booked_on repeats the journal's day, so that a balance of a past day reads one index.
CREATE TABLE :schema.entry (
    journal_id uuid NOT NULL,
    line integer NOT NULL,
    account_id uuid NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
    booked_on date NOT NULL,
    account_version bigint NOT NULL,
    PRIMARY KEY (journal_id, line)
);

CREATE INDEX entry_by_account ON :schema.entry (account_id, booked_on, account_version) INCLUDE (amount_minor);
