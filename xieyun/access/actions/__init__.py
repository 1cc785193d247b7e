"""Writes of the access room: each one transaction, with permission, audit row and outbox event."""

from xieyun.access.actions.administrators import define_administrator_roles
from xieyun.access.actions.api_keys import create_api_key, revoke_api_key
from xieyun.access.actions.grants import grant_role, revoke_grant
from xieyun.access.actions.roles import FieldRule, Permission, define_role, remove_role
from xieyun.access.actions.shares import share_record, unshare_record

__all__ = [
    "FieldRule",
    "Permission",
    "create_api_key",
    "define_administrator_roles",
    "define_role",
    "grant_role",
    "remove_role",
    "revoke_api_key",
    "revoke_grant",
    "share_record",
    "unshare_record",
]
