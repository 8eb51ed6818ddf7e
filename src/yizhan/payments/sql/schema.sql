-- The tables as all migrations leave them; a test compares this file with the migrations. Never applied to a live shard.

-- Cards, limits, payments and entries of one shard.
--
-- :schema is the schema of the shard, `pay_NN`. A payment lives wholly in the shard of its payer: key, limits, payment, entries.
-- There are no triggers and no foreign keys on the tables of the hot path: the functions are their only writers. An entry is one row
-- with a debit and a credit account, so it balances by its form. `yizhan ledger verify` proves the rest.
-- Small integers stand for the words of `yizhan.payments.stored`.

CREATE SCHEMA IF NOT EXISTS :schema;

CREATE TABLE :schema.migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- Rules of the program's dated data, as the functions read them. All versions stand here, so a rule changes at midnight by itself.
CREATE TABLE :schema.rule_fee (
    programme smallint NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    free_up_to_minor bigint NOT NULL,
    fee_ppm bigint NOT NULL,
    contribution_without_fee_ppm bigint NOT NULL,
    contribution_with_fee_ppm bigint NOT NULL,
    PRIMARY KEY (programme, first_day)
);

CREATE TABLE :schema.rule_ceiling (
    programme smallint NOT NULL,
    tier smallint NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    single_max_micro bigint NOT NULL,
    single_max_minor bigint NOT NULL,
    day_max_micro bigint NOT NULL,
    day_max_minor bigint NOT NULL,
    year_max_micro bigint NOT NULL,
    year_max_minor bigint NOT NULL,
    PRIMARY KEY (programme, tier, first_day)
);

CREATE TABLE :schema.rule_cost (
    scheme smallint NOT NULL,
    region smallint NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    interchange_ppm bigint NOT NULL,
    assessments_ppm bigint NOT NULL,
    PRIMARY KEY (scheme, region, first_day)
);

-- One line a period: dollar rate in ten-thousandths of a yuan, caps of codes by strength, payments without a password a day, refunds; and
-- since when that dollar rate holds, which may be longer than the line.
CREATE TABLE :schema.rule_day (
    first_day date PRIMARY KEY,
    last_day date NOT NULL,
    dollar_rate bigint NOT NULL,
    cap_b_minor bigint NOT NULL,
    cap_c_minor bigint NOT NULL,
    cap_d_minor bigint NOT NULL,
    without_password_max smallint NOT NULL,
    refunds_max smallint NOT NULL,
    refund_days_max smallint NOT NULL,
    refund_seconds_apart integer NOT NULL,
    dollar_rate_from date NOT NULL
);

-- What the branch fixed as the dollar's rate, each told before its day begins. It holds until a later fixing or rate of the program.
CREATE TABLE :schema.rate_fixing (
    first_day date PRIMARY KEY,
    dollar_rate bigint NOT NULL CHECK (dollar_rate > 0),
    source text NOT NULL,
    kept_at timestamptz NOT NULL
);

-- A payer is one traveller's account with one wallet programme. What counts against limits stands in the row, for one day and one
-- year; an earlier day or year counts as nothing. Half of each page is free, so that counting stays on its page.
CREATE TABLE :schema.payer (
    id bigint PRIMARY KEY,
    programme smallint NOT NULL,
    tier smallint NOT NULL,
    status smallint NOT NULL DEFAULT 1,
    day date NOT NULL DEFAULT '2000-01-01',
    day_micro bigint NOT NULL DEFAULT 0,
    day_minor bigint NOT NULL DEFAULT 0,
    day_b_minor bigint NOT NULL DEFAULT 0,
    day_c_minor bigint NOT NULL DEFAULT 0,
    day_d_minor bigint NOT NULL DEFAULT 0,
    day_without_password smallint NOT NULL DEFAULT 0,
    year smallint NOT NULL DEFAULT 0,
    year_micro bigint NOT NULL DEFAULT 0,
    year_minor bigint NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE :schema.card (
    id bigint PRIMARY KEY,
    payer_id bigint NOT NULL,
    token text NOT NULL UNIQUE,
    masked text NOT NULL,
    scheme smallint NOT NULL,
    co_brand text NOT NULL DEFAULT '',
    region smallint NOT NULL,
    expiry text NOT NULL,
    status smallint NOT NULL DEFAULT 1,
    bound_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);

CREATE INDEX card_by_payer ON :schema.card (payer_id);
CREATE INDEX card_unbound ON :schema.card (changed_at) WHERE status = 15;

CREATE TABLE :schema.merchant (
    id integer PRIMARY KEY,
    name_latin text NOT NULL,
    city_latin text NOT NULL,
    category_code text NOT NULL,
    fee_ppm bigint NOT NULL,
    status smallint NOT NULL,
    changed_at timestamptz NOT NULL
);

-- Where results are told, and by whose key; caller 0 is the branch itself.
CREATE TABLE :schema.callback (
    caller integer PRIMARY KEY,
    url text NOT NULL,
    key_id text NOT NULL,
    changed_at timestamptz NOT NULL
);

-- A key is looked at for ever, in the partition that the key itself decides: partitions by date would charge twice across midnight.
CREATE TABLE :schema.payment_key (
    key uuid NOT NULL,
    caller integer NOT NULL,
    fingerprint bigint NOT NULL,
    payment_id bigint NOT NULL,
    refusal smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (key, caller)
) PARTITION BY HASH (key);

CREATE TABLE :schema.payment_key_0 PARTITION OF :schema.payment_key FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE :schema.payment_key_1 PARTITION OF :schema.payment_key FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE :schema.payment_key_2 PARTITION OF :schema.payment_key FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE :schema.payment_key_3 PARTITION OF :schema.payment_key FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE :schema.payment_key_4 PARTITION OF :schema.payment_key FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE :schema.payment_key_5 PARTITION OF :schema.payment_key FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE :schema.payment_key_6 PARTITION OF :schema.payment_key FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE :schema.payment_key_7 PARTITION OF :schema.payment_key FOR VALUES WITH (MODULUS 8, REMAINDER 7);

-- What changes after the insert (stage and answer) is in no index.
CREATE TABLE :schema.payment (
    id bigint PRIMARY KEY,
    payer_id bigint NOT NULL,
    card_id bigint NOT NULL,
    order_minor bigint NOT NULL,
    user_fee_minor bigint NOT NULL,
    merchant_fee_minor bigint NOT NULL,
    contribution_minor bigint NOT NULL,
    interchange_minor bigint NOT NULL,
    assessments_minor bigint NOT NULL,
    usd_micro bigint NOT NULL,
    refunded_minor bigint NOT NULL DEFAULT 0,
    refunded_fee_minor bigint NOT NULL DEFAULT 0,
    billing_minor bigint,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    captured_at timestamptz,
    on_day date NOT NULL,
    merchant_id integer NOT NULL,
    caller integer NOT NULL,
    programme smallint NOT NULL,
    scheme smallint NOT NULL,
    strength smallint NOT NULL,
    stage smallint NOT NULL,
    refunds smallint NOT NULL DEFAULT 0,
    is_without_password boolean NOT NULL DEFAULT false,
    response_code text,
    approval_code text,
    billing_currency text,
    -- The exchange under which the issuer is asked (DE 7, 11, 37), written before the question leaves.
    transmitted text NOT NULL,
    stan integer NOT NULL,
    reference text NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX payment_by_merchant ON :schema.payment (merchant_id, id);
CREATE INDEX payment_by_payer ON :schema.payment (payer_id, id);

CREATE TABLE :schema.refund (
    id bigint PRIMARY KEY,
    payment_id bigint NOT NULL,
    place smallint NOT NULL,
    order_minor bigint NOT NULL,
    user_fee_minor bigint NOT NULL,
    merchant_fee_minor bigint NOT NULL,
    contribution_minor bigint NOT NULL,
    usd_micro bigint NOT NULL,
    stage smallint NOT NULL,
    send_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (payment_id, place)
);

-- An account's number holds its code, owner and stripe: a writer books on its own stripe, so that writers never wait for each other.
CREATE TABLE :schema.account (
    id bigint PRIMARY KEY,
    code text NOT NULL,
    owner integer NOT NULL,
    stripe smallint NOT NULL,
    balance_minor bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE INDEX account_by_code ON :schema.account (code, owner);

-- The journal of an event of a payment (or of a refund, by its own id) is the rows with its id and event.
CREATE TABLE :schema.entry (
    payment_id bigint NOT NULL,
    debit bigint NOT NULL,
    credit bigint NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    booked_at timestamptz NOT NULL,
    event smallint NOT NULL,
    line smallint NOT NULL,
    PRIMARY KEY (payment_id, event, line)
);

-- Rows are appended in the order of their moments, so a few bytes a block find a day.
CREATE INDEX entry_by_time ON :schema.entry USING brin (booked_at);

-- Open and closed reversals; what identifies the exchange with the scheme, never a card number.
CREATE TABLE :schema.reversal (
    payment_id bigint PRIMARY KEY,
    scheme smallint NOT NULL,
    card_token text NOT NULL,
    amount_minor bigint NOT NULL,
    original_transmitted text NOT NULL,
    original_stan integer NOT NULL,
    acquirer_id text NOT NULL,
    reference text NOT NULL,
    transmitted text,
    stan integer,
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    response_code text
);

CREATE INDEX reversal_open ON :schema.reversal (due_at) WHERE closed_at IS NULL;

CREATE TABLE :schema.notification (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    subject_id bigint NOT NULL,
    caller integer NOT NULL,
    event smallint NOT NULL,
    attempts smallint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    made_at timestamptz NOT NULL,
    told_at timestamptz,
    gave_up_at timestamptz
);

CREATE INDEX notification_untold ON :schema.notification (caller, due_at) WHERE told_at IS NULL AND gave_up_at IS NULL;

-- Codes of one minute, by a keyed hash; used once. What its issuer says of the payer decides caps and the password.
CREATE TABLE :schema.payment_code (
    code_hash bytea PRIMARY KEY,
    card_id bigint NOT NULL,
    issued_at timestamptz NOT NULL,
    used_at timestamptz,
    used_by uuid,
    factors smallint NOT NULL DEFAULT 1,
    has_certificate boolean NOT NULL DEFAULT false,
    has_password boolean NOT NULL DEFAULT false
);

CREATE TABLE :schema.alarm (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    payment_id bigint,
    facts jsonb NOT NULL,
    raised_at timestamptz NOT NULL
);

-- How far each writer has come: its last payment id and the oldest that may still be reserved. Read at start to find payments in doubt.
CREATE TABLE :schema.writer_mark (
    writer smallint PRIMARY KEY,
    last_id bigint NOT NULL,
    open_from_id bigint NOT NULL,
    on_day date NOT NULL
) WITH (fillfactor = 50);

-- The last number (DE 11) of each link, so that a restart goes on where it stopped.
CREATE TABLE :schema.link_mark (
    scheme smallint PRIMARY KEY,
    last_stan integer NOT NULL
);
