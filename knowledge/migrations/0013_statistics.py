"""After many entries came at once the database counts them anew, so that it plans searches for as many as there are.

Its own watch does the same a minute later, and only when a table grew by a tenth. The web and the worker own no table,
so the function runs as the owner. What another one counts at the same moment is left to that one.
"""

from django.db import migrations

FUNCTION = """
    CREATE FUNCTION knowledge_take_statistics() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        ANALYZE (SKIP_LOCKED)
            public.knowledge_knowledgeentry (organization_id, status, current_version_id),
            public.knowledge_knowledgeversion (organization_id, entry_id, live_to, update_id),
            public.knowledge_embedding (organization_id, version_id, model_id);
    END $$;

    REVOKE ALL ON FUNCTION knowledge_take_statistics() FROM PUBLIC;
    DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'romashka_app') THEN
            GRANT EXECUTE ON FUNCTION knowledge_take_statistics() TO romashka_app;
        END IF;
    END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0012_gap_fixes'),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION knowledge_take_statistics()"),
    ]
