"""Read loop characteristics, in the standard's own words and in those of other engines."""

from __future__ import annotations

from collections.abc import Iterator

from .. import notation
from ..definition import Aggregation, DataMapping, InstanceThrow, Loop
from .associations import associated, output_name
from .catalogue import Catalogue
from .events import read_event, read_events
from .services import script_result
from .xml import Element, child, children, extension, extensions, plain, text, vendor


def read_loop(element: Element, catalogue: Catalogue) -> Loop | None:
    """The multi-instance or standard loop of an activity, if it has one."""
    multi = child(element, "multiInstanceLoopCharacteristics")
    if multi is not None:
        return _multi(element, multi, catalogue)
    standard = child(element, "standardLoopCharacteristics")
    if standard is None:
        return None
    loop = Loop("standard", test_before=plain(standard, "testBefore") == "true")
    condition = text(child(standard, "loopCondition"))
    if condition and catalogue.vendor == "processmaker":  # there it ends the loop
        condition = f"!({condition})"
    loop.condition = notation.expression(condition, own=catalogue.own) if condition else None
    maximum = plain(standard, "loopMaximum")
    loop.maximum = notation.value(maximum) if maximum else None
    return loop


def _multi(activity: Element, multi: Element, catalogue: Catalogue) -> Loop:
    sequential = plain(multi, "isSequential") or "false"
    loop = Loop("sequential" if sequential == "true" else "parallel")
    own = catalogue.own
    if sequential.startswith(("${", "#{")):  # Flowable
        loop.sequential = notation.value(sequential)
    cardinality = text(child(multi, "loopCardinality"))
    if cardinality:
        loop.cardinality = notation.expression(cardinality, own=own)
    condition = text(child(multi, "completionCondition"))
    if condition:
        loop.completion = notation.expression(condition, own=own)
    _collection(loop, activity, multi, catalogue)
    item = child(multi, "inputDataItem")
    loop.element_variable = (
        vendor(multi, "elementVariable", "elementVar", "inputElement")
        or plain(multi, "elementVariable")
        or (item is not None and _item_name(item, catalogue))
        or None
    )
    loop.index_variable = vendor(multi, "elementIndexVariable", "indexVar")
    loop.aggregations = tuple(_aggregation(entry) for entry in extensions(multi, "variableAggregation"))
    _outputs(loop, activity, multi, catalogue)
    _zeebe(loop, multi)
    loop.throws = tuple(_throws(multi, catalogue))
    return loop


def _throws(multi: Element, catalogue: Catalogue) -> Iterator[InstanceThrow]:
    """What instances throw when they are done: `behavior` None (each), One (the first), Complex or All (nothing)."""
    behavior = (plain(multi, "behavior") or "All").lower()
    if behavior in ("none", "one"):
        name = (plain(multi, f"{behavior}BehaviorEventRef") or "").split(":", 1)[-1]
        if name in catalogue.definitions:
            yield InstanceThrow(read_event(catalogue.definitions[name], catalogue), first_only=behavior == "one")
    elif behavior == "complex":
        for entry in children(multi, "complexBehaviorDefinition"):
            content, event = text(child(entry, "condition")), child(entry, "event")
            condition = notation.expression(content, own=catalogue.own) if content else None
            for definition in read_events(event, catalogue) if event is not None else ():
                yield InstanceThrow(definition, condition=condition)


def _collection(loop: Loop, activity: Element, multi: Element, catalogue: Catalogue) -> None:
    collection = vendor(multi, "collection") or plain(multi, "collection")
    if not collection:
        holder = extension(multi, "collection")
        collection = text(holder) if holder is not None else None
    if not collection:
        collection = text(child(multi, "loopDataInputRef")) or text(child(multi, "loopDataInput"))
        if collection:
            passed = associated(activity, "dataInputAssociation", collection, catalogue)
            collection = passed or reference(collection, catalogue)
    if collection:
        loop.collection = notation.expression(collection, own=catalogue.own)


def _outputs(loop: Loop, activity: Element, multi: Element, catalogue: Catalogue) -> None:
    target = text(child(multi, "loopDataOutputRef"))
    item = child(multi, "outputDataItem")
    if target:
        passed = associated(activity, "dataOutputAssociation", target, catalogue)
        loop.output_collection = passed or output_name(target, catalogue)
    result = script_result(activity)
    if item is not None:
        loop.output_variable = _item_name(item, catalogue)
    elif result and not target:  # bpmn-engine's own result attribute gathers what the instances give
        loop.output_collection = loop.output_variable = result
    elif target and not result and catalogue.vendor == "flowable":  # Activiti
        loop.whole_results = True


def _item_name(item: Element, catalogue: Catalogue) -> str | None:
    """The variable of a data item: its name; SpiffWorkflow goes by the id, and a name may be a title."""
    name, identifier = plain(item, "name"), plain(item, "id")
    if identifier and (catalogue.vendor == "spiff" or not (name or "").isidentifier()):
        return identifier
    return name


def _aggregation(element: Element) -> Aggregation:
    """Flowable's `variableAggregation`: what each instance leaves in the list `target`."""
    members = []
    for entry in children(element, "variable"):
        source = plain(entry, "sourceExpression") or plain(entry, "source") or ""
        name = plain(entry, "target") or plain(entry, "targetExpression") or source
        members.append(DataMapping(name, notation.expression(source)))
    return Aggregation(plain(element, "target") or "", tuple(members))


def _zeebe(loop: Loop, multi: Element) -> None:
    zeebe = extension(multi, "loopCharacteristics")
    if zeebe is None:
        return
    collection = plain(zeebe, "inputCollection")
    if collection:
        loop.collection = notation.expression(collection)
    loop.element_variable = plain(zeebe, "inputElement") or loop.element_variable
    loop.output_collection = plain(zeebe, "outputCollection") or loop.output_collection
    element = plain(zeebe, "outputElement")
    loop.output_element = notation.expression(element) if element else None
    if loop.output_element is not None:
        loop.output_variable = notation.variable_of(loop.output_element)
    loop.scoped_outputs = True


def reference(name: str, catalogue: Catalogue) -> str:
    """The variable that a data reference means: the name of a data input or object, or the text itself."""
    if name.isidentifier() and name in catalogue.data_names:
        alias = catalogue.data_names[name]
        return name if not alias.isidentifier() else f"{name} ?? {alias}" if alias != name else name
    return name
