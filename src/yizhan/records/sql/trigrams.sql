-- pg_trgm for the search of the policy desk, in a schema of its own: its functions are for everybody, ours are not.
-- A server without the extension, or one whose owner may not make it, still serves everything else; `yizhan doctor` tells.
CREATE SCHEMA IF NOT EXISTS trigrams;
GRANT USAGE ON SCHEMA trigrams TO PUBLIC;
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA trigrams;
EXCEPTION
    WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
        RAISE NOTICE 'pg_trgm is not available: %', SQLERRM;
END
$$;
