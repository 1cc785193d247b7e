"""What every handler has been told leaves the outbox."""

from django.db import migrations

VIEW = """
CREATE VIEW kernel_outboxfact AS
SELECT e.id, e.id || '.' || f.place AS key, f.fact ->> 0 AS kind, e.group_id, f.fact ->> 1 AS subject_type,
    f.fact ->> 2 AS subject_id, (e.facts::jsonb -> 'common') || (f.fact -> 3) AS payload, e.created_at, e.attempts,
    e.next_attempt_at, e.done_by, e.failure
FROM kernel_outboxevent e, jsonb_array_elements(e.facts::jsonb -> 'facts') WITH ORDINALITY AS f (fact, place);
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_outbox_facts")]
    operations = [
        migrations.RunSQL("DROP VIEW kernel_outboxfact"),
        migrations.RunSQL("DELETE FROM kernel_outboxevent WHERE delivered_at IS NOT NULL"),
        migrations.RemoveIndex("OutboxEvent", "outbox_pending"),
        migrations.RemoveField("OutboxEvent", "delivered_at"),
        migrations.RunSQL(VIEW),
    ]
