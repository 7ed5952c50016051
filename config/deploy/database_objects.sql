-- The part of database.sql that is done inside a database. The embedded server does it in template1 too, so that the
-- databases of the test suite are born with it.

SET client_min_messages = warning;

CREATE EXTENSION IF NOT EXISTS vector;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gin;

-- Under row-level security PostgreSQL may use an index for a condition only when the operator's function is LEAKPROOF.
-- These compare text and show none of it in their errors. Only a superuser may say so: without one, leave this
-- statement out; search then answers the same, more slowly.
SELECT format('ALTER FUNCTION %s LEAKPROOF', oid::regprocedure)
FROM pg_proc
WHERE NOT proleakproof
  AND proname IN (
    'ts_match_vq', 'ts_match_qv', 'ts_match_tq', 'ts_match_tt',
    'similarity_op', 'word_similarity_op', 'word_similarity_commutator_op',
    'strict_word_similarity_op', 'strict_word_similarity_commutator_op',
    'textlike', 'texticlike'
  ) \gexec

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO romashka_owner;
GRANT USAGE ON SCHEMA public TO romashka_app;

-- The application role reads and writes the rows of what the owner creates, and nothing else. Without a superuser,
-- first GRANT romashka_owner TO the role you run this as.
ALTER DEFAULT PRIVILEGES FOR ROLE romashka_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO romashka_app;
ALTER DEFAULT PRIVILEGES FOR ROLE romashka_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO romashka_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO romashka_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO romashka_app;
