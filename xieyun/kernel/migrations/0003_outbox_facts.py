from django.db import migrations, models

# Undelivered facts keep their place; "1:" is what the one fact of a row is called among those that are done.
MERGE = """
UPDATE kernel_outboxevent SET
    facts = jsonb_build_object(
        'common', '{}'::jsonb, 'facts', jsonb_build_array(jsonb_build_array(kind, subject_type, subject_id, payload))
    )::text,
    done_by = coalesce((SELECT jsonb_agg(id || '.1:' || name) FROM jsonb_array_elements_text(done_by) AS name), '[]');
"""
# For whoever looks for one fact: tests, and an operator with psql.
VIEW = """
CREATE VIEW kernel_outboxfact AS
SELECT e.id, e.id || '.' || f.place AS key, f.fact ->> 0 AS kind, e.group_id, f.fact ->> 1 AS subject_type,
    f.fact ->> 2 AS subject_id, (e.facts::jsonb -> 'common') || (f.fact -> 3) AS payload, e.created_at, e.attempts,
    e.next_attempt_at, e.delivered_at, e.done_by, e.failure
FROM kernel_outboxevent e, jsonb_array_elements(e.facts::jsonb -> 'facts') WITH ORDINALITY AS f (fact, place);
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_append_only_audit")]
    operations = [
        migrations.AddField("OutboxEvent", "facts", models.TextField(default=""), preserve_default=False),
        migrations.RunSQL(MERGE, migrations.RunSQL.noop),
        migrations.RemoveField("OutboxEvent", "kind"),
        migrations.RemoveField("OutboxEvent", "subject_type"),
        migrations.RemoveField("OutboxEvent", "subject_id"),
        migrations.RemoveField("OutboxEvent", "payload"),
        migrations.RunSQL(VIEW, "DROP VIEW kernel_outboxfact"),
    ]
