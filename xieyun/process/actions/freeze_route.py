"""Keep the route of a free process as the draft of a template that others start without laying out a route."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from xieyun.kernel import audit, outbox
from xieyun.kernel.actor import Actor
from xieyun.kernel.database import action
from xieyun.kernel.errors import FieldError, InvalidInput
from xieyun.kernel.identifiers import new_id
from xieyun.process.actions.versions import save_draft_version
from xieyun.process.errors import VerbRefused
from xieyun.process.input import clean_text, group_of
from xieyun.process.models import ProcessDefinition, ProcessDefinitionVersion
from xieyun.process.policies import require_process_administrator
from xieyun.process.route_template import PERSONS, Choice, TemplateStep, freezing_refusal, template_file, template_steps
from xieyun.process.selectors.instances import find_instance
from xieyun.process.selectors.loading import draft_for_reading

MAXIMUM_TITLE = 60


@action
def freeze_route(
    *, actor: Actor, instance_id: UUID, title: str, choices: Sequence[str] = ()
) -> ProcessDefinitionVersion:
    """Make a process definition with the route of an instance as its draft.

    `choices` say for each step in order by which of the offered ways it names its people (see `template_steps`);
    without one, and for "", they are the persons as they were. The template is for the records that the instance is
    about. Raises NotFound for whoever does not administer processes or may not see the instance, VerbRefused for an
    instance without a free route, InvalidInput.
    """
    require_process_administrator(actor)
    find_instance(actor, instance_id)
    draft = draft_for_reading(actor, instance_id)
    refusal = freezing_refusal(draft)
    if refusal is not None:
        raise VerbRefused(refusal.code, **refusal.params)
    name = clean_text(title, maximum=MAXIMUM_TITLE, field="title").strip()
    if not name:
        raise InvalidInput(fields=[FieldError("title", "field-required")])
    steps = template_steps(draft)
    chosen = _chosen(steps, choices)
    mark = new_id().hex[-12:]
    definition = ProcessDefinition.objects.create(
        group_id=group_of(actor), code=f"template.{mark}", title={"zh": name, "en": name},
        object_type=draft.instance.object_type,
    )  # fmt: skip
    xml = template_file(draft, steps, chosen, process_id=f"template_{mark}", title=name)
    version = save_draft_version(actor=actor, code=definition.code, xml=xml)
    content = {"code": definition.code, "version": version.version, "title": name}
    audit.record(
        actor=actor, action="process.freeze_route", target_type="process_instance", target_id=instance_id, after=content
    )
    outbox.publish(
        kind="process.freeze_route", group_id=definition.group_id, subject_type="process_instance",
        subject_id=instance_id, payload=content,
    )  # fmt: skip
    return version


def _chosen(steps: Sequence[TemplateStep], choices: Sequence[str]) -> list[Choice]:
    if choices and len(choices) != len(steps):
        raise InvalidInput(fields=[FieldError("choices", "template-route-changed")])
    found = []
    for place, step in enumerate(steps):
        wanted = (choices[place] if choices else "") or PERSONS
        choice = next((one for one in step.choices if one.id == wanted), None)
        if choice is None:
            raise InvalidInput(fields=[FieldError(f"choices[{place}]", "template-choice-gone")])
        found.append(choice)
    return found
