"""The status of an instance as pages show it: a matter that is back with its initiator is not under way."""

from __future__ import annotations

# To the engine it runs on: an item of the initiator's asks him to submit again. One probe of an index by row.
SHOWN_STATUS = (
    "CASE WHEN i.status = 'running' AND EXISTS (SELECT 1 FROM work_item back WHERE back.instance_id = i.id "
    "AND back.kind = 'resubmit' AND back.status IN ('open', 'held')) THEN 'returned' ELSE i.status END"
)
