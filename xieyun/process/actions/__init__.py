"""Writes of the process room: one function for each thing that a person or program may do."""

from __future__ import annotations

from xieyun.process.actions.administer import answer_by_hand, jump, resume, retry, suspend, terminate
from xieyun.process.actions.batch import Batch, handle_batch
from xieyun.process.actions.connections import change_connection, create_connection, resume_connection
from xieyun.process.actions.decide import approve, reject
from xieyun.process.actions.free_route import Step as RouteStep
from xieyun.process.actions.free_route import extend_own_route, extend_route, lay_route
from xieyun.process.actions.freeze_route import freeze_route
from xieyun.process.actions.hand_over import consult, delegate, transfer
from xieyun.process.actions.incidents import discard_incident, retry_cause, retry_incident
from xieyun.process.actions.keep import save
from xieyun.process.actions.messages import broadcast_signal, deliver_message
from xieyun.process.actions.migrate_instances import migrate_instances, undo_migration
from xieyun.process.actions.notify import mark_read, notify, read_notice
from xieyun.process.actions.personal_routes import keep_personal_route, remove_personal_route
from xieyun.process.actions.phrases import replace_quick_phrases
from xieyun.process.actions.pools import claim, unclaim
from xieyun.process.actions.publish_definition import publish_definition, retire_definition
from xieyun.process.actions.reply import reply
from xieyun.process.actions.send_back import send_back
from xieyun.process.actions.signers import add_signers, remove_signer
from xieyun.process.actions.start_process import start_process, submit_record
from xieyun.process.actions.substitution import revoke_substitution, substitute
from xieyun.process.actions.urge import urge
from xieyun.process.actions.versions import publish_version, retire_version, save_draft_version
from xieyun.process.actions.withdraw import take_back, withdraw, withdraw_from_item

__all__ = [
    "Batch",
    "RouteStep",
    "add_signers",
    "answer_by_hand",
    "approve",
    "broadcast_signal",
    "change_connection",
    "claim",
    "consult",
    "create_connection",
    "delegate",
    "deliver_message",
    "discard_incident",
    "extend_own_route",
    "extend_route",
    "freeze_route",
    "handle_batch",
    "jump",
    "keep_personal_route",
    "lay_route",
    "mark_read",
    "migrate_instances",
    "notify",
    "publish_definition",
    "publish_version",
    "read_notice",
    "reject",
    "remove_personal_route",
    "remove_signer",
    "replace_quick_phrases",
    "reply",
    "resume",
    "resume_connection",
    "retire_definition",
    "retire_version",
    "retry",
    "retry_cause",
    "retry_incident",
    "revoke_substitution",
    "save",
    "save_draft_version",
    "send_back",
    "start_process",
    "submit_record",
    "substitute",
    "suspend",
    "take_back",
    "terminate",
    "transfer",
    "unclaim",
    "undo_migration",
    "urge",
    "withdraw",
    "withdraw_from_item",
]  # fmt: skip
