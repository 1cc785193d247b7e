"""This thread's connection to the database."""

from __future__ import annotations

import threading
from asyncio import _get_running_loop

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_kept = threading.local()


def current() -> BaseDatabaseWrapper:
    """Return Django's connection of this thread, which it has for life.

    Django itself asks with every look-up whether an event loop runs, by an error that it catches; an approval looked
    four times and paid 4 % of its work for that.
    """
    if _get_running_loop() is not None:
        return connections[DEFAULT_DB_ALIAS]
    found: BaseDatabaseWrapper | None = getattr(_kept, "connection", None)
    if found is None:
        found = _kept.connection = connections[DEFAULT_DB_ALIAS]
    return found
