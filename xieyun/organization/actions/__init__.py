"""Writes of the organisation room: each one transaction, with permission, audit row and outbox event."""

from xieyun.organization.actions.accounts import (
    change_password,
    create_account,
    disable_account,
    enable_account,
    reset_password,
)
from xieyun.organization.actions.assignments import assign, end_assignment, set_head, transfer
from xieyun.organization.actions.nodes import close_node, create_group, create_node, move_node, rename_node
from xieyun.organization.actions.people import (
    create_person,
    create_post,
    create_rank,
    end_employment,
    hire,
    rename_person,
)

__all__ = [
    "assign",
    "change_password",
    "close_node",
    "create_account",
    "create_group",
    "create_node",
    "create_person",
    "create_post",
    "create_rank",
    "disable_account",
    "enable_account",
    "end_assignment",
    "end_employment",
    "hire",
    "move_node",
    "rename_node",
    "rename_person",
    "reset_password",
    "set_head",
    "transfer",
]
