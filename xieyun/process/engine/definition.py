"""The compiled process definition: an immutable graph with everything the engine looks at resolved.

It is built once per version by `reader.read_definition`, kept in memory by the room and never stored in an
instance. Nodes are shared and must not be changed after reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .approval_policy import USUAL_URGING, Approval, Urging
from .dialects import NONE, Dialect
from .notation import Source


@dataclass(slots=True, eq=False)
class Flow:
    """A sequence flow. `condition` None: unconditional."""

    id: str
    source: Node
    target: Node
    condition: Source | None = None
    name: str = ""
    hooks: tuple[Hook, ...] = ()

    def __repr__(self) -> str:
        return f"Flow({self.id})"


@dataclass(slots=True, eq=False)
class EventDefinition:
    """What an event waits for or throws.

    `kind`: message, timer, signal, conditional, error, escalation, compensate, cancel, link, terminate.
    `name` is the message or signal name, the error or escalation code, the link name, or the activity to
    compensate. `message` is what a thrown error says. `timer` is (date | duration | cycle, expression). `keep` is how
    long a thrown message may wait for somebody who receives it. A conditional event with `watched` variables or
    `changes` (create, update, delete) is looked at only when one of those variables was changed so (empty: any). A
    message is `expected` to carry certain values: (expression over the message, expression over the instance). `keys`
    are the correlation keys of its conversation, with the expressions over the message that tell their values; `bound`
    are expressions like those of `expected` that count only once the instance knows its value. A
    `selective` event takes only what it maps. A `scoped` signal stays in its process instance, a `scoped` error's
    variables in the event sub-process that catches it.
    """

    kind: str
    name: Source | None = None
    reference: str | None = None
    condition: Source | None = None
    timer: tuple[str, Source] | None = None
    correlation: Source | None = None
    code_variable: str | None = None
    message_variable: str | None = None
    message: Source | None = None
    wait_for_completion: bool = True
    working: bool = False
    everything: bool = False
    all_instances: bool = False
    variables: tuple[DataMapping, ...] = ()
    keep: Source | None = None
    watched: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    expected: tuple[tuple[Source, Source], ...] = ()
    keys: tuple[tuple[str, tuple[Source, ...]], ...] = ()
    bound: tuple[tuple[Source, Source], ...] = ()
    selective: bool = False
    scoped: bool = False


PAYLOAD = "payload of the event"
CURRENT = "current"  # the variable with the latest result in files of process-engine.io


@dataclass(frozen=True, slots=True)
class DataMapping:
    """One data mapping: `target` receives `source`, as a value of a `type`; `all_variables` copies everything.

    What is `needed` must have a value.
    """

    target: str
    source: Source | None
    all_variables: bool = False
    local: bool = False
    type: str | None = None
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Hook:
    """A script that a file attaches to an element: `when` is before or after its work.

    `event` is the word of the file (create, assignment, take), `result` the variable that receives its value. Unless it
    `stores`, what it assigns stays in the script, and only what it sets by a call is kept (Flowable).
    """

    when: str
    script: str
    language: str
    event: str = ""
    result: str | None = None
    stores: bool = True


@dataclass(frozen=True, slots=True)
class Aggregation:
    """Flowable's variable aggregation: one object of `members` per instance, listed in `target`."""

    target: str
    members: tuple[DataMapping, ...]


@dataclass(frozen=True, slots=True)
class InstanceThrow:
    """The event that an instance of a multi-instance activity throws when it is done (BPMN 2.0, `behavior`).

    `first_only`: only the first one that is done; `condition`: only when it holds then.
    """

    event: EventDefinition
    first_only: bool = False
    condition: Source | None = None


@dataclass(slots=True, eq=False)
class Loop:
    """Loop characteristics of an activity.

    `kind`: parallel, sequential or standard; a parallel one is sequential when the expression `sequential` holds.
    `hooks` run once around all instances. Collections may be given by name of a variable or by expression;
    `output_collection` gathers `output_element` of every instance; `whole_results`: all that an instance has set.
    """

    kind: str
    cardinality: Source | None = None
    collection: Source | None = None
    element_variable: str | None = None
    completion: Source | None = None
    sequential: Source | None = None
    output_collection: str | None = None
    output_element: Source | None = None
    output_variable: str | None = None
    condition: Source | None = None
    test_before: bool = False
    maximum: Source | None = None
    scoped_outputs: bool = False
    whole_results: bool = False
    index_variable: str | None = None
    aggregations: tuple[Aggregation, ...] = ()
    hooks: tuple[Hook, ...] = ()
    throws: tuple[InstanceThrow, ...] = ()


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a call is tried in all, and how long it pauses: `first` seconds, doubling up to `maximum` seconds."""

    attempts: int = 5
    first: float = 10.0
    maximum: float = 3600.0


@dataclass(frozen=True, slots=True)
class WebhookError:
    """Which answers are BPMN errors: those with one of the `statuses`, and others for which `when` holds."""

    code: Source
    statuses: tuple[int, ...] = ()
    when: Source | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request to another system and what its answer means.

    `address` is a path below the base URL of the `connection`, or a whole URL that lies below the base URL of one
    of the connections. `content` is the whole body, `body` its members. `answers` are variables made of `answer`
    (`status`, `headers`, `body`). `timeout` in seconds.
    """

    address: Source
    method: Source
    connection: Source | None = None
    headers: Mapping[str, Source] = field(default_factory=dict)
    body: Mapping[str, Source] = field(default_factory=dict)
    content: Source | None = None
    answers: Mapping[str, Source] = field(default_factory=dict)
    errors: tuple[WebhookError, ...] = ()
    timeout: float = 15.0


@dataclass(slots=True, eq=False)
class Service:
    """What a service, send, script or business rule task does.

    `kind`: handler (registered), webhook, vendor (named by the file only), script, decision, none. `wait` is the
    message that must come after the call before the task is done. `asynchronous`: as a job of its own.
    `local_result`: the result is a variable of the sub-process around only. `errors`: codes of BPMN errors, and the
    conditions under which an answer is one. A script that does not `store` keeps what it assigns to itself.
    """

    kind: str
    reference: Source | None = None
    implementation: str | None = None
    result: str | None = None
    result_mapping: str = ""
    script: str = ""
    language: str = ""
    input: Mapping[str, Source] = field(default_factory=dict)
    webhook: Webhook | None = None
    wait: EventDefinition | None = None
    retry: RetryPolicy | None = None
    asynchronous: bool = False
    local_result: bool = False
    errors: tuple[tuple[Source | None, Source], ...] = ()
    stores: bool = True


@dataclass(slots=True, eq=False)
class Node:
    """A flow node (activity, gateway or event). `type` is the BPMN name, for example "userTask"."""

    id: str
    name: str
    type: str
    container: Container
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    default: Flow | None = None
    events: tuple[EventDefinition, ...] = ()
    attached_to: Node | None = None
    boundary: list[Node] = field(default_factory=list)
    interrupting: bool = True
    parallel_multiple: bool = False
    loop: Loop | None = None
    inner: Container | None = None
    approval: Approval | None = None
    service: Service | None = None
    inputs: tuple[DataMapping, ...] = ()
    outputs: tuple[DataMapping, ...] = ()
    results: tuple[tuple[str, str], ...] = ()
    assigned: tuple[DataMapping, ...] = ()
    hooks: tuple[Hook, ...] = ()
    skip: Source | None = None
    start_quantity: int = 1
    completion_quantity: int = 1
    keeps: bool = False  # what is set inside stays inside, unless it is mapped
    called: Source | None = None
    call_key: Source | None = None  # what the called process knows as its business key
    call_inputs: tuple[DataMapping, ...] | None = None
    call_outputs: tuple[DataMapping, ...] | None = None
    call_results_local: bool = False
    compensation_handler: Node | None = None
    for_compensation: bool = False
    event_gateway_instantiate: bool = False
    activation: Source | None = None
    gathers: tuple[str, Source] | None = None
    ordering: str = "parallel"
    completion: Source | None = None
    cancel_remaining: bool = True
    lane: str | None = None
    documentation: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    message_targets: list[str] = field(default_factory=list)
    processor: Any = None

    def __repr__(self) -> str:
        return f"Node({self.id}: {self.type})"

    @property
    def inside(self) -> Container:
        """The inside of a sub-process or pool; only asked of elements that have one."""
        if self.inner is None:
            raise TypeError(f"{self.id} has no inside")
        return self.inner

    @property
    def repeats(self) -> Loop:
        """The loop of an activity; only asked of activities that have one."""
        if self.loop is None:
            raise TypeError(f"{self.id} does not repeat")
        return self.loop

    @property
    def is_activity(self) -> bool:
        """Whether this is a task, sub-process or call activity."""
        return self.type.endswith("Task") or self.type in ACTIVITY_TYPES


ACTIVITY_TYPES = frozenset(
    {"task", "subProcess", "transaction", "adHocSubProcess", "callActivity", "eventSubProcess", "participant"}
)


@dataclass(slots=True, eq=False)
class Container:
    """A process or the inside of a sub-process.

    `apart`: events to which no flow leads and which begin a way of their own whenever they happen (jBPM).
    """

    id: str
    name: str
    owner: Node | None = None
    parent: Container | None = None
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    starts: list[Node] = field(default_factory=list)
    event_subprocesses: list[Node] = field(default_factory=list)
    apart: list[Node] = field(default_factory=list)
    executable: bool = True
    data: dict[str, Any] = field(default_factory=dict)
    marked: bool = False
    version_tag: str | None = None
    hooks: tuple[Hook, ...] = ()
    urging: Urging = USUAL_URGING
    cache: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Container({self.id})"

    @property
    def holder(self) -> Node:
        """The sub-process around; only asked of containers that have one."""
        if self.owner is None:
            raise TypeError(f"{self.id} is a process")
        return self.owner


@dataclass(slots=True, eq=False)
class Definition:
    """One version of a process, ready to run.

    `process_id` and `name` of the process that runs; `activities` maps ids to every node of the file, also
    inside sub-processes; `processes` are all processes of the file; `calls` the definitions that call
    activities may use, by process id: those of now, and each under `id@version`, which a call remembers. `version`
    tells it from others of the process; a file that runs alone has none. `dialect` says what the engine of
    the file means otherwise.
    """

    process_id: str
    name: str
    root: Container
    activities: Mapping[str, Node]
    processes: Mapping[str, Container]
    calls: Mapping[str, Definition]
    xml: bytes
    dialect: Dialect = NONE
    version_tag: str | None = None
    uses_conditions: bool = False
    watches_variables: bool = False
    urging: Urging = USUAL_URGING
    version: str = ""
    cache: dict[Any, Any] = field(default_factory=dict)

    def following(self, activity_id: str) -> list[Flow]:
        """The flows that leave a node, for prediction; end of a sub-process continues after it."""
        node: Node | None = self.activities[activity_id]
        while node is not None and not node.outgoing:
            node = node.container.owner
        return list(node.outgoing) if node is not None else []

    def user_tasks(self) -> Iterator[Node]:
        """Every user task of the process that runs, in file order."""
        return (node for node in self.activities.values() if node.type == "userTask")
