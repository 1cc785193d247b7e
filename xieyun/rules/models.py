"""Tables of the rules room: decision tables and their versions, which are never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from xieyun.kernel.identifiers import new_id


class DecisionTable(models.Model):
    """A named decision; a group may have its own under the same code, else that of the installation holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=128)
    group_id = models.UUIDField(null=True, blank=True)
    package = models.CharField(max_length=64, blank=True)
    current_version = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "group_id"], nulls_distinct=False, name="decision_table_once")
        ]

    def __str__(self) -> str:
        return self.code


class DecisionTableVersion(models.Model):
    """One published content: readable rows or JDM."""

    table = models.ForeignKey(DecisionTable, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    published_at = models.DateTimeField(db_default=Now(), editable=False)
    published_by = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "version"], name="decision_table_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.table_id} {self.version}"
