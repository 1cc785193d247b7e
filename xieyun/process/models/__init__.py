"""Tables of the process room."""

from __future__ import annotations

from xieyun.process.models.definition import ProcessDefinition, ProcessDefinitionVersion
from xieyun.process.models.history import ProcessEvent
from xieyun.process.models.incident import Incident
from xieyun.process.models.instance import ProcessInstance
from xieyun.process.models.migration import ProcessMigration, ProcessMigrationLine
from xieyun.process.models.outside import (
    Connection,
    ConnectionUse,
    EventSubscription,
    MessageDelivery,
    ServiceCall,
    SignalReceipt,
    StartSubscription,
)
from xieyun.process.models.support import (
    PersonalRoute,
    PersonalSignature,
    ProcessTimer,
    QuickPhrase,
    Substitution,
)
from xieyun.process.models.work_item import WorkItem, WorkItemCandidate

__all__ = [
    "Connection",
    "ConnectionUse",
    "EventSubscription",
    "Incident",
    "MessageDelivery",
    "PersonalRoute",
    "PersonalSignature",
    "ProcessDefinition",
    "ProcessDefinitionVersion",
    "ProcessEvent",
    "ProcessInstance",
    "ProcessMigration",
    "ProcessMigrationLine",
    "ProcessTimer",
    "QuickPhrase",
    "ServiceCall",
    "SignalReceipt",
    "StartSubscription",
    "Substitution",
    "WorkItem",
    "WorkItemCandidate",
]
