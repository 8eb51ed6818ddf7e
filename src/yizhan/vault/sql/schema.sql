-- The tables as all migrations leave them; a test compares this file with the migrations. Never applied to a live vault.

-- :schema is `vault`. Only the role of the switch reads it; the owner's commands turn keys. There is no column for a security code.
-- A seal names its data key by a foreign key: a data key under which anything stands cannot be removed, and nothing new can be
-- sealed under one that was.

CREATE SCHEMA IF NOT EXISTS :schema;

CREATE TABLE :schema.migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- Data keys, wrapped under a master key that is not in this database.
CREATE TABLE :schema.data_key (
    id text PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('seal', 'hash')),
    created_at timestamptz NOT NULL,
    master_key_id text NOT NULL,
    wrapped bytea NOT NULL
);

-- Bound cards. card_id is the card's number in its payment shard, once it stands there too. released_at: unbound, kept for refunds.
CREATE TABLE :schema.card (
    token text PRIMARY KEY CHECK (token ~ '^card_[0-9a-f]{32}$'),
    payer_id bigint NOT NULL,
    card_id bigint,
    masked text NOT NULL CHECK (masked ~ '^[0-9]{6,8}[*]+[0-9]{4}$'),
    seal_key_id text NOT NULL REFERENCES :schema.data_key,
    sealed bytea NOT NULL,
    hash_key_id text NOT NULL REFERENCES :schema.data_key,
    number_hash bytea NOT NULL,
    kept_at timestamptz NOT NULL,
    released_at timestamptz
);

CREATE UNIQUE INDEX card_one_per_number ON :schema.card (hash_key_id, number_hash) WHERE released_at IS NULL;
CREATE INDEX card_released ON :schema.card (hash_key_id, number_hash, released_at) WHERE released_at IS NOT NULL;

-- Secrets with which wallets and terminals sign; ours is not here but in a file of the branch.
CREATE TABLE :schema.caller_key (
    id text PRIMARY KEY CHECK (id ~ '^key_[0-9a-f]{16}$'),
    scope text NOT NULL CHECK (scope IN ('wallet', 'terminal')),
    programme text CHECK ((programme IS NOT NULL) = (scope = 'wallet')),
    merchant_id integer CHECK ((merchant_id IS NOT NULL) = (scope = 'terminal')),
    seal_key_id text NOT NULL REFERENCES :schema.data_key,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);

-- Bindings under way and, for some days, what became of them. The bind token itself is not kept, only its digest.
-- sealed holds the card while its holder answers the bank's challenge, and is emptied with the answer.
CREATE TABLE :schema.binding (
    token_digest bytea PRIMARY KEY,
    payer_id bigint NOT NULL,
    return_url text NOT NULL,
    language text NOT NULL,
    made_at timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'checking', 'challenge', 'bound', 'refused')),
    form_tries integer NOT NULL DEFAULT 0,
    checked_at timestamptz,
    code text,
    words text,
    offers text[] NOT NULL DEFAULT '{}',
    transaction_id text,
    seal_key_id text REFERENCES :schema.data_key,
    sealed bytea CHECK (sealed IS NULL OR state = 'challenge'),
    card_id bigint,
    masked text,
    scheme text
);

CREATE INDEX binding_by_payer ON :schema.binding (payer_id, checked_at);
CREATE INDEX binding_by_day ON :schema.binding (made_at);
