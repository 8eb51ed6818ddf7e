-- data_keys --
SELECT id, purpose, created_at, master_key_id, wrapped FROM :schema.data_key ORDER BY created_at, id;

-- newest_key --
SELECT max(created_at) FROM :schema.data_key;

-- add_data_key --
INSERT INTO :schema.data_key (id, purpose, created_at, master_key_id, wrapped) VALUES (%s, %s, %s, %s, %s);

-- put_under_master_key --
UPDATE :schema.data_key SET master_key_id = %s, wrapped = %s WHERE id = %s;

-- remove_unused_data_keys --
DELETE FROM :schema.data_key WHERE id <> ALL (%s)
    AND NOT EXISTS (SELECT 1 FROM :schema.card WHERE seal_key_id = data_key.id OR hash_key_id = data_key.id)
    AND NOT EXISTS (SELECT 1 FROM :schema.caller_key WHERE seal_key_id = data_key.id)
    AND NOT EXISTS (SELECT 1 FROM :schema.binding WHERE seal_key_id = data_key.id)
RETURNING id;

-- cards_by_key --
SELECT id, purpose, (SELECT count(*) FROM :schema.card WHERE seal_key_id = data_key.id OR hash_key_id = data_key.id)
FROM :schema.data_key ORDER BY created_at, id;

-- add_card --
INSERT INTO :schema.card (token, payer_id, masked, seal_key_id, sealed, hash_key_id, number_hash, kept_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (hash_key_id, number_hash) WHERE released_at IS NULL DO NOTHING RETURNING token;

-- cards --
SELECT token, masked, seal_key_id, sealed, hash_key_id, number_hash, payer_id, card_id FROM :schema.card WHERE token = ANY (%s);

-- cards_of_hashes --
SELECT token, masked, seal_key_id, sealed, hash_key_id, number_hash, payer_id, card_id FROM :schema.card
WHERE (hash_key_id, number_hash) IN (SELECT * FROM unnest(%s::text[], %s::bytea[])) AND released_at IS NULL;

-- released_cards_of_hashes --
SELECT token, masked, seal_key_id, sealed, hash_key_id, number_hash, payer_id, card_id FROM :schema.card
WHERE (hash_key_id, number_hash) IN (SELECT * FROM unnest(%s::text[], %s::bytea[])) AND released_at IS NOT NULL AND payer_id = %s
ORDER BY released_at DESC;

-- release_card --
UPDATE :schema.card SET released_at = %s WHERE token = %s AND released_at IS NULL;

-- unreleased --
SELECT token FROM :schema.card WHERE token = ANY (%s) AND released_at IS NULL;

-- take_card_back --
WITH old AS (SELECT token, released_at FROM :schema.card WHERE token = %s FOR UPDATE)
UPDATE :schema.card SET released_at = NULL FROM old WHERE card.token = old.token RETURNING old.released_at;

-- forget_released --
SELECT * FROM :schema.forget_released(%s);

-- replace_seal --
UPDATE :schema.card SET seal_key_id = %s, sealed = %s, hash_key_id = %s, number_hash = %s WHERE token = %s;

-- note_card_id --
UPDATE :schema.card SET card_id = %s WHERE token = %s;

-- forget_unbound --
SELECT :schema.forget_unbound(%s);

-- cards_to_seal_anew --
SELECT token, masked, seal_key_id, sealed, hash_key_id, number_hash, payer_id, card_id FROM :schema.card
WHERE token > %s AND (seal_key_id <> %s OR hash_key_id <> %s) ORDER BY token LIMIT %s FOR UPDATE;

-- add_caller_key --
INSERT INTO :schema.caller_key (id, scope, programme, merchant_id, seal_key_id, sealed, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s);

-- caller_key --
SELECT id, scope, programme, merchant_id, seal_key_id, sealed, created_at, revoked_at FROM :schema.caller_key WHERE id = %s;

-- caller_keys --
SELECT id, scope, programme, merchant_id, seal_key_id, sealed, created_at, revoked_at FROM :schema.caller_key ORDER BY created_at, id;

-- revoke_caller_key --
UPDATE :schema.caller_key SET revoked_at = coalesce(revoked_at, %s) WHERE id = %s RETURNING id;

-- replace_caller_seal --
UPDATE :schema.caller_key SET seal_key_id = %s, sealed = %s WHERE id = %s;

-- add_binding --
INSERT INTO :schema.binding (token_digest, payer_id, return_url, language, made_at, valid_until, state)
VALUES (%s, %s, %s, %s, %s, %s, 'open');

-- binding --
SELECT token_digest, payer_id, return_url, language, valid_until, state, code, words, offers, transaction_id, card_id, masked, scheme
FROM :schema.binding WHERE token_digest = %s;

-- note_form_try --
UPDATE :schema.binding SET form_tries = form_tries + 1 WHERE token_digest = %s AND state = 'open' RETURNING form_tries;

-- begin_check --
UPDATE :schema.binding SET state = 'checking', checked_at = %s
WHERE token_digest = %s AND state = 'open' AND valid_until > %s RETURNING token_digest;

-- checks_of_payer --
SELECT count(*) FROM :schema.binding WHERE payer_id = %s AND checked_at > %s;

-- await_challenge --
UPDATE :schema.binding SET state = 'challenge', transaction_id = %s, valid_until = %s, seal_key_id = %s, sealed = %s
WHERE token_digest = %s AND state = 'checking' RETURNING token_digest;

-- take_challenge --
WITH waiting AS (SELECT token_digest, seal_key_id, sealed FROM :schema.binding
    WHERE token_digest = %s AND state = 'challenge' AND valid_until > %s FOR UPDATE)
UPDATE :schema.binding SET state = 'checking', checked_at = %s, seal_key_id = NULL, sealed = NULL
FROM waiting WHERE binding.token_digest = waiting.token_digest RETURNING waiting.seal_key_id, waiting.sealed;

-- end_binding --
UPDATE :schema.binding SET state = %s, code = %s, words = %s, offers = %s, card_id = %s, masked = %s, scheme = %s,
    seal_key_id = NULL, sealed = NULL
WHERE token_digest = %s AND state <> 'bound' RETURNING token_digest;

-- end_late_bindings --
UPDATE :schema.binding SET state = 'refused', code = CASE state WHEN 'checking' THEN %s ELSE %s END, seal_key_id = NULL, sealed = NULL
WHERE (state IN ('open', 'challenge') AND valid_until <= %s) OR (state = 'checking' AND checked_at < %s) RETURNING token_digest;

-- forget_bindings --
DELETE FROM :schema.binding WHERE made_at < %s AND state IN ('bound', 'refused') RETURNING token_digest;
