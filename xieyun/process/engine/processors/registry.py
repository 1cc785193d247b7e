"""Which processor runs which element type."""

from __future__ import annotations

from .base import Processor
from .calls import CallActivity
from .complex_gateway import ComplexGateway
from .containers import AdHocSubProcess, EventSubProcess, Participant, SubProcess, Transaction
from .ends import EndEvent
from .event_gateway import EventBasedGateway
from .gateways import ExclusiveGateway, InclusiveGateway, ParallelGateway
from .intermediates import CatchEvent, ThrowEvent
from .scripts import ScriptTask
from .services import BusinessRuleTask, ReceiveTask, SendTask, ServiceTask
from .starts import BoundaryEvent, StartEvent
from .user_task import UserTask

PROCESSORS: dict[str, Processor] = {
    "startEvent": StartEvent(),
    "endEvent": EndEvent(),
    "boundaryEvent": BoundaryEvent(),
    "intermediateCatchEvent": CatchEvent(),
    "intermediateThrowEvent": ThrowEvent(),
    "task": Processor(),
    "manualTask": Processor(),
    "userTask": UserTask(),
    "serviceTask": ServiceTask(),
    "sendTask": SendTask(),
    "receiveTask": ReceiveTask(),
    "scriptTask": ScriptTask(),
    "businessRuleTask": BusinessRuleTask(),
    "exclusiveGateway": ExclusiveGateway(),
    "parallelGateway": ParallelGateway(),
    "inclusiveGateway": InclusiveGateway(),
    "eventBasedGateway": EventBasedGateway(),
    "complexGateway": ComplexGateway(),
    "subProcess": SubProcess(),
    "eventSubProcess": EventSubProcess(),
    "transaction": Transaction(),
    "adHocSubProcess": AdHocSubProcess(),
    "callActivity": CallActivity(),
    "participant": Participant(),
}
