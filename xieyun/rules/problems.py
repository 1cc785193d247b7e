"""Refusals of the room as problems. Their sentences are in texts.yaml."""

from __future__ import annotations

from xieyun.kernel.errors import InvalidInput


class InvalidDecision(InvalidInput):
    """A decision table cannot be published; its sentence names row and column."""

    code = "decision-invalid"
