"""Attachments: files kept by content, readable with their record."""

from xieyun.records.attachments.actions import attach, upload
from xieyun.records.attachments.selectors import readable_attachment

__all__ = ["attach", "readable_attachment", "upload"]
