"""Tables of the packages room."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from xieyun.kernel.identifiers import new_id


class InstalledPackage(models.Model):
    """A package as applied to a group: its manifest, what it brought (codes by kind), and its other files."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group_id = models.UUIDField()
    code = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    manifest = models.JSONField()
    contents = models.JSONField()
    files = models.JSONField()
    applied_at = models.DateTimeField(db_default=Now())
    applied_by = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["group_id", "code"], name="package_once_per_group")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
