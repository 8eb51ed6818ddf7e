-- A card whose binding did not come to its end is forgotten again; one that stands in a payment shard never is.
CREATE OR REPLACE FUNCTION :schema.forget_unbound(the_token text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = :schema, pg_temp AS $$
    WITH gone AS (DELETE FROM :schema.card WHERE token = the_token AND card_id IS NULL RETURNING token)
    SELECT EXISTS (SELECT 1 FROM gone);
$$;

-- Cards that were unbound before a moment go with their numbers; token and masked number stay in the payment shard.
CREATE OR REPLACE FUNCTION :schema.forget_released(before timestamptz) RETURNS SETOF text
LANGUAGE sql SECURITY DEFINER SET search_path = :schema, pg_temp AS $$
    DELETE FROM :schema.card WHERE released_at < before RETURNING token;
$$;
