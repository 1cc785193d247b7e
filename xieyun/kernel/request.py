"""The request that handlers get."""

from __future__ import annotations

from django.http import HttpRequest

from xieyun.kernel.actor import Actor


class Request(HttpRequest):
    """A request whose sender is known: set before any handler runs (http.middleware, http.api)."""

    actor: Actor
    request_id: str
