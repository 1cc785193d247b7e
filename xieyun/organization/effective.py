"""Effective dates: every fact of the organisation holds from a day until (not including) another."""

from __future__ import annotations

import datetime as dt
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

RowT_co = TypeVar("RowT_co", bound=models.Model, covariant=True)


def holds_on(day: dt.date, prefix: str = "") -> Q:
    """Return the condition that a row holds on the day; `prefix` leads to it, like `node__`."""
    begun = Q(**{f"{prefix}valid_from__lte": day})
    return begun & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day}))


class EffectiveQuerySet(models.QuerySet[RowT_co]):
    """Rows with effective dates."""

    def on(self, day: dt.date) -> Self:
        """Return the rows that hold on the day."""
        return self.filter(holds_on(day))


class EffectiveDated(models.Model):
    """Holds from `valid_from` on, and before `valid_to` when that is given (half-open)."""

    valid_from = models.DateField(default=dt.date(1900, 1, 1))
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def holds(self, day: dt.date) -> bool:
        """Whether the fact holds on the day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def period_is_ordered(name: str) -> models.CheckConstraint:
    """Return the constraint that a period is not empty."""
    return models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=name)
