-- What Romashka needs of a PostgreSQL server (15 or newer, with pgvector): two roles, one database, four extensions.
-- `manage.py up` runs this file on its embedded server; on a server of your own run it once, as a superuser:
--
--   ROMASHKA_OWNER_PASSWORD=… ROMASHKA_APP_PASSWORD=… psql -X -v ON_ERROR_STOP=1 -f config/deploy/database.sql
--
-- It may run again at any time: it creates what is missing and sets what has changed. Then set
--   DATABASE_URL=postgresql://romashka_app:…@host:5432/romashka
--   DATABASE_OWNER_URL=postgresql://romashka_owner:…@host:5432/romashka
-- Where the provider gives you no superuser, see the notes in database_objects.sql.

\getenv owner_password ROMASHKA_OWNER_PASSWORD
\getenv app_password ROMASHKA_APP_PASSWORD
\if :{?owner_password}
\else
  \warn 'Set ROMASHKA_OWNER_PASSWORD.'
  SELECT 1 / 0;
\endif
\if :{?app_password}
\else
  \warn 'Set ROMASHKA_APP_PASSWORD.'
  SELECT 1 / 0;
\endif

-- A statement with a password in it is not to land in the server's log, even when it fails.
SELECT set_config('log_min_error_statement', 'panic', false) AS quiet, set_config('log_statement', 'none', false) AS silent
WHERE (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) \gset
SET client_min_messages = warning;

-- The owner holds the tables and runs migrations. The application role holds nothing: row-level security binds it.
SELECT 'CREATE ROLE romashka_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'romashka_owner') \gexec
SELECT 'CREATE ROLE romashka_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'romashka_app') \gexec
ALTER ROLE romashka_owner LOGIN CREATEDB NOCREATEROLE PASSWORD :'owner_password';
ALTER ROLE romashka_app LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
SELECT format('ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOREPLICATION', rolname)
FROM pg_roles
WHERE rolname IN ('romashka_owner', 'romashka_app') AND (rolsuper OR rolbypassrls OR rolreplication) \gexec

SELECT 'CREATE DATABASE romashka OWNER romashka_owner ENCODING ''UTF8'''
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'romashka') \gexec
REVOKE ALL ON DATABASE romashka FROM PUBLIC;
-- TEMPORARY: imports are copied into a temporary staging table first.
GRANT CONNECT, TEMPORARY ON DATABASE romashka TO romashka_app;

\connect romashka
\ir database_objects.sql
