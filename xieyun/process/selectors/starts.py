"""What submitting a record of a type starts."""

from __future__ import annotations

from typing import Any

from xieyun.access.policies import require_create
from xieyun.kernel.actor import Actor
from xieyun.kernel.errors import Forbidden, NotFound
from xieyun.kernel.i18n import current_language
from xieyun.process import definitions
from xieyun.process.free_processes import is_free_process
from xieyun.process.input import group_of
from xieyun.process.signatures import start_signature


def start_of(actor: Actor, object_type: str) -> dict[str, Any]:
    """Return the published process of an object type and whether its initiator lays out the route and signs.

    Raises NotFound for a type that the actor cannot make records of.
    """
    try:
        require_create(actor, object_type)
    except Forbidden as error:
        raise NotFound from error
    version = definitions.published_version(group_of(actor), object_type=object_type)
    if version is None:
        return {"process": None, "title": "", "free": False, "signature": "none"}
    loaded = definitions.load(version)
    title = loaded.title.get(current_language()) or loaded.title.get("zh", loaded.code)
    return {
        "process": loaded.code,
        "title": title,
        "free": is_free_process(loaded.compiled),
        "signature": start_signature(loaded.compiled),
    }
