from django.db import migrations

# The trigger holds for every role, also for one that owns the table; what it cannot hold
# (a superuser who drops it) the chain of seals shows.
APPEND_ONLY = """
CREATE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit rows are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION kernel_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.seal IS NULL AND NEW.seal IS NOT NULL THEN
        OLD.seal := NEW.seal;
        IF OLD IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit rows are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE ON kernel_auditrow
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_audit_change();
CREATE TRIGGER audit_no_delete BEFORE DELETE ON kernel_auditrow
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON kernel_auditrow
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE ON kernel_auditseal
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER seal_no_truncate BEFORE TRUNCATE ON kernel_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
"""
REMOVE = """
DROP TRIGGER audit_append_only ON kernel_auditrow;
DROP TRIGGER audit_no_delete ON kernel_auditrow;
DROP TRIGGER audit_no_truncate ON kernel_auditrow;
DROP TRIGGER seal_append_only ON kernel_auditseal;
DROP TRIGGER seal_no_truncate ON kernel_auditseal;
DROP FUNCTION kernel_refuse_change();
DROP FUNCTION kernel_refuse_audit_change();
"""
# The table of django.core.cache.backends.db (sign-in rate limits must hold across processes).
CACHE = """
CREATE TABLE kernel_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX kernel_cache_expires ON kernel_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [
        migrations.RunSQL(APPEND_ONLY, REMOVE),
        migrations.RunSQL(CACHE, "DROP TABLE kernel_cache"),
        migrations.RunSQL("CREATE SCHEMA IF NOT EXISTS data", migrations.RunSQL.noop),
    ]
