"""What the files of an engine mean where the standard leaves it open, or where the engine does otherwise.

Each rule is a field that says what happens, and each engine a row that names its rules. The rest of the engine asks
for a rule and never for whose file it is; only `reading` knows the vendors' extensions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Dialect:
    """The rules of one engine; without any, those of the standard."""

    name: str = "none"

    own: bool = False
    """Whether the file is ours: it says all there is to say, so nothing is guessed."""

    many_starts: bool = False
    """A process with several plain start events begins at all of them, instead of being refused."""

    begins_despite_end: bool = False
    """A process with an end event may do without a start event."""

    keeps_messages: bool = False
    """A message that nobody awaits is kept until somebody does, instead of being lost."""

    takes_turns: bool = False
    """Branches go on by one step each in turn, instead of one after another until it waits or ends."""

    signals_begin_activities: bool = False
    """A signal begins the activities of its name in ad-hoc sub-processes."""

    ad_hoc_ends_with_ways: bool = False
    """An ad-hoc sub-process looks at its completion condition where a way through it ends, not after each activity."""

    ad_hoc_ways_go_on: bool = False
    """In an ad-hoc sub-process that waits for what it has begun, its ways go on to their end, too."""

    ad_hoc_begins_by_condition: bool = False
    """In an ad-hoc sub-process loops and gateways to which no flow leads begin when their condition holds."""

    uncaught_errors_end: bool = False
    """A BPMN error that nobody catches ends what threw it, instead of being an incident."""

    conditions_first: bool = False
    """Conditions see what automatic work sets before the work is left."""

    conditions_hear_each: bool = False
    """A conditional event that does not interrupt happens once for each variable that is set at a time."""

    timers_may_lack: bool = False
    """A timer at a border or start is not set when its expression has no value, instead of being an incident."""

    takes_mapped_only: bool = False
    """An event whose mappings name what it takes sets nothing else of what it caught."""

    events_map_caught: bool = False
    """Output mappings of an event take what it caught, which stays in the event otherwise."""

    awaits_exactly: bool = False
    """The name of a message that is awaited must be a text, and its key a text or number."""

    endings_are_exact: bool = False
    """What ends several instances or an ad-hoc sub-process is true or false, instead of something like it."""

    people_are_exact: bool = False
    """An expression for who is asked gives a text, one for several people or groups a list of texts."""

    calls_begin_plainly: bool = False
    """A called process needs a plain start, instead of waiting at starts with events."""

    calls_by_name: bool = False
    """A call may mean a process by its name."""

    uncaught_escalations_stop: bool = False
    """An escalation that an end event throws and nobody catches is an incident, instead of being told only."""

    heard_when_cancelled: tuple[str, ...] = ()
    """The moments of listeners that hear of a cancelled visit."""

    deletions_hear_completion: bool = False
    """Listeners for deletion hear of completion, too."""

    listeners_outside_borders: bool = False
    """Boundary events begin after the listeners of the start and are over before those of the end."""

    keeps_script_variables: bool = False
    """Variables that a script sets for its activity stay in it when it is a scope, beside those of the process."""

    inputs_from_around: bool = False
    """Input mappings see what is around their activity, not what those before them give; scripts in them set that."""

    outputs_on_top: bool = False
    """Output mappings add to what a visit is completed with, instead of being all that leaves it."""

    decision_rows_inside: bool = False
    """Mappings and listeners of a decision see its rows as `decisionResult`."""

    gathers_in_collection: bool = False
    """Beside a number of instances a collection is where they gather their elements; what they change goes back."""

    spreads_members: bool = False
    """The members of an object of a collection are variables of its instance."""

    remembers_results: bool = False
    """The results of nodes are known as `token.current` and `token.history`."""

    decisions_demand_variables: bool = False
    """A cell of a decision table that looks at a variable that is not there is an error."""

    demands_declared_data: bool = False
    """Data that an activity declares and no association brings must be there, and alone leaves it."""

    outputs_when_ended: bool = False
    """Output mappings are worked out also when an event at the border ends an activity."""

    drawn_loosely: bool = False
    """A trial reads a timer without a time, which is fired by hand, an idle border event, and a call of nothing."""

    demands_references: frozenset[str] = frozenset()
    """The kinds of events whose message, signal or escalation must be in the file; a written word is no name."""

    codeless_catch_all: bool = False
    """An event for an error or escalation without a code catches every one, not that of the name or id."""

    hears_earlier_changes: bool = False
    """What waits for a change of a variable hears, too, of one that the same command made before it waits."""

    undoes_own_level: bool = False
    """A compensation event names an activity of its own level, and none inside one of it."""

    terminates_everything: bool = False
    """A terminate end event ends the whole process, not only the sub-process that it stands in."""

    idle_event_subprocesses: bool = False
    """An event sub-process may have flows, or a start without an event; it is never begun then."""

    conditions_are_exact: bool = False
    """Conditions of flows, like inputs from around, name only variables that are there; they are true or false."""

    refuses: frozenset[str] = frozenset()
    """What its engine does not deploy although others run it, by the codes of the sentences (`reading.refusals`)."""


_ALIKE = frozenset({"default-with-condition", "gateway-without-flow", "lone-flow-with-condition", "loop-without-count"})
"""What Camunda and Flowable refuse alike; they have the same forebear."""

NONE = Dialect(keeps_messages=True, takes_turns=True, many_starts=True, demands_declared_data=True, drawn_loosely=True)
OWN = Dialect("xieyun", own=True, keeps_messages=True)

DIALECTS = {
    dialect.name: dialect
    for dialect in (
        NONE,
        OWN,
        Dialect(
            "camunda",  # with Operaton and its other forks; SpiffWorkflow's files are often drawn with its modeler
            uncaught_errors_end=True,
            conditions_first=True,
            conditions_hear_each=True,
            heard_when_cancelled=("end", "delete"),
            keeps_script_variables=True,
            inputs_from_around=True,
            outputs_on_top=True,
            decision_rows_inside=True,
            gathers_in_collection=True,
            demands_declared_data=True,
            outputs_when_ended=True,
            conditions_are_exact=True,
            calls_begin_plainly=True,
            demands_references=frozenset({"message", "signal", "escalation"}),
            undoes_own_level=True,
            codeless_catch_all=True,
            refuses=_ALIKE
            | {
                "escalation-for-all",
                "escalation-of-work",
                "event-gateway-entered",
                "event-sub-process-with-several",
                "flows-without-condition",
                "process-to-undo",
                "same-caught-twice",
                "sub-process-without-start",
            },
        ),
        Dialect(
            "flowable",  # with Activiti
            takes_turns=True,
            ad_hoc_ways_go_on=True,
            timers_may_lack=True,
            takes_mapped_only=True,
            heard_when_cancelled=("delete",),
            deletions_hear_completion=True,
            listeners_outside_borders=True,
            decisions_demand_variables=True,
            idle_event_subprocesses=True,
            hears_earlier_changes=True,
            calls_begin_plainly=True,
            demands_references=frozenset({"message", "signal"}),
            refuses=_ALIKE | {"message-twice-on-border"},
        ),
        Dialect(
            "zeebe",
            keeps_messages=True,
            takes_turns=True,
            events_map_caught=True,
            awaits_exactly=True,
            endings_are_exact=True,
            people_are_exact=True,
            calls_begin_plainly=True,
            ad_hoc_ends_with_ways=True,
            demands_references=frozenset({"message", "signal", "escalation"}),
            undoes_own_level=True,
            codeless_catch_all=True,
            refuses=frozenset(
                {
                    "ad-hoc-contents",
                    "begun-to-undo",
                    "condition-behind-activity",
                    "cycle-that-ends",
                    "default-elsewhere",
                    "error-without-interruption",
                    "escalation-of-task",
                    "event-gateway-entered",
                    "event-gateway-to-task",
                    "event-gateway-with-one",
                    "event-sub-process-with-several",
                    "flow-without-condition",
                    "handler-leads-on",
                    "handler-missing",
                    "handler-with-border",
                    "loop-without-count",
                    "nothing-to-undo",
                    "same-caught-twice",
                    "several-kinds",
                    "sub-process-without-start",
                }
            ),
        ),
        Dialect(
            "spiff",
            keeps_messages=True,
            many_starts=True,
            demands_declared_data=True,
            ad_hoc_ends_with_ways=True,
            ad_hoc_begins_by_condition=True,
        ),
        Dialect("kie", signals_begin_activities=True, calls_by_name=True, uncaught_escalations_stop=True),
        Dialect("processmaker", keeps_messages=True, spreads_members=True),
        Dialect(
            "bpmn-engine",
            keeps_messages=True,
            many_starts=True,
            begins_despite_end=True,
            demands_declared_data=True,
            drawn_loosely=True,
        ),
        replace(NONE, name="bpmnengine", terminates_everything=True),  # of .NET
        Dialect("process-engine", keeps_messages=True, many_starts=True, remembers_results=True),
    )
}
