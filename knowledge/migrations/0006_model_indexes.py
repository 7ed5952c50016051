"""Each embedding model has an index of its own, made the first time the model is used.

The web and the worker run under a role that owns no table, so the two functions run as the owner. They take nothing
but the key of a model that is registered.
"""

from django.db import migrations

FUNCTIONS = """
    CREATE FUNCTION knowledge_model_index(wanted text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        size int;
        index_name text := 'knowledge_embedding_' || left(md5(wanted), 16);
    BEGIN
        IF wanted = 'wordllama-256' THEN
            RETURN 'knowledge_embedding_wordllama_256';
        END IF;
        SELECT dimensions INTO size FROM public.knowledge_embeddingmodel WHERE key = wanted;
        IF size IS NULL OR size NOT BETWEEN 1 AND 2000 THEN
            RETURN NULL;
        END IF;
        IF to_regclass('public.' || quote_ident(index_name)) IS NULL THEN
            SET CONSTRAINTS ALL IMMEDIATE;  -- an index waits for no foreign key of this transaction
            EXECUTE format(
                'CREATE INDEX IF NOT EXISTS %I ON public.knowledge_embedding USING hnsw '
                '((vector::public.vector(%s)) public.vector_cosine_ops) WHERE model_id = %L',
                index_name, size, wanted
            );
            SET CONSTRAINTS ALL DEFERRED;
        END IF;
        RETURN index_name;
    END $$;

    CREATE FUNCTION knowledge_model_reindex(wanted text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        index_name text := public.knowledge_model_index(wanted);
    BEGIN
        IF index_name IS NULL THEN
            RETURN false;
        END IF;
        SET CONSTRAINTS ALL IMMEDIATE;
        EXECUTE format('REINDEX INDEX public.%I', index_name);
        SET CONSTRAINTS ALL DEFERRED;
        RETURN true;
    END $$;

    REVOKE ALL ON FUNCTION knowledge_model_index(text), knowledge_model_reindex(text) FROM PUBLIC;
    DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'romashka_app') THEN
            GRANT EXECUTE ON FUNCTION knowledge_model_index(text), knowledge_model_reindex(text) TO romashka_app;
        END IF;
    END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0005_replay_leases'),
    ]

    operations = [
        migrations.RunSQL(
            FUNCTIONS, "DROP FUNCTION knowledge_model_reindex(text); DROP FUNCTION knowledge_model_index(text)"
        ),
        migrations.RunSQL(
            "SELECT knowledge_model_index(key) FROM knowledge_embeddingmodel", migrations.RunSQL.noop
        ),
    ]
