"""Writes of records. Every one runs in a single transaction, checks its right and leaves audit, history and event."""

from xieyun.records.actions.create import create_record
from xieyun.records.actions.delete import delete_record
from xieyun.records.actions.process import set_status, write_process_fields
from xieyun.records.actions.publish import publish_ledger, publish_object_type
from xieyun.records.actions.update import update_record

__all__ = [
    "create_record",
    "delete_record",
    "publish_ledger",
    "publish_object_type",
    "set_status",
    "update_record",
    "write_process_fields",
]
