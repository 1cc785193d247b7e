"""The status of an instance as pages show it: a matter that is back with its initiator is not under way."""

from __future__ import annotations

# To the engine it runs on: an item of the initiator's asks him to submit again. One probe of an index by running row:
# a value, since for EXISTS the planner may read all work items once, which costs a page of twenty rows a second.
_IS_BACK = (
    "(SELECT true FROM work_item back WHERE back.instance_id = i.id AND back.kind = 'resubmit' "
    "AND back.status IN ('open', 'held') LIMIT 1)"
)
SHOWN_STATUS = f"CASE WHEN i.status = 'running' AND {_IS_BACK} THEN 'returned' ELSE i.status END"
# Finds the rows of a shown status; what is stored is looked at before any work item is.
HAS_SHOWN_STATUS = (
    f"i.status = CASE WHEN %(status)s = 'returned' THEN 'running' ELSE %(status)s END AND {SHOWN_STATUS} = %(status)s"
)
