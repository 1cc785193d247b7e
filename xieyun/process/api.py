"""Routes of the process room."""

from __future__ import annotations

from ninja import Router

from xieyun.process.routes import (
    definitions,
    guidance,
    incidents,
    instances,
    outside,
    personal,
    work_item_verbs,
    work_items,
)  # fmt: skip

router = Router(tags=["process"])
work_items.add_to(router)
work_item_verbs.add_to(router)
guidance.add_to(router)
instances.add_to(router)
personal.add_to(router)
definitions.add_to(router)
incidents.add_to(router)
outside.add_to(router)
