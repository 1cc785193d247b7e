"""What a step signed must not change afterwards: the form, the words, the signature.

A step names the digest of the form and of the signature image that it bound; its audit row, sealed by HMAC-SM3,
names them too, beside the opinion. Here the three are held against each other and against the record, its
history, and the image as they are now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from xieyun.kernel import json
from xieyun.kernel.crypto import installation_key, sm3_hmac
from xieyun.kernel.database import execute
from xieyun.kernel.identifiers import parse_id
from xieyun.records import versions
from xieyun.records.attachments import storage

Found = tuple[UUID, str, str]


def sealed_opinion(opinion: str, *, hidden: bool) -> dict[str, str]:
    """Return what the audit row keeps of an opinion: its words, or of a hidden one a keyed digest that names none."""
    if not opinion:
        return {}
    if not hidden:
        return {"opinion": opinion}
    return {"opinion_digest": sm3_hmac(installation_key("hidden-opinion"), opinion.encode())}


def check(instances: Sequence[Mapping[str, Any]]) -> Iterator[Found]:
    """Yield (instance, code, text) for each step of the instances that no longer is what was signed."""
    ids = [row["id"] for row in instances]
    steps = _steps(ids)
    yield from _check_audit(ids, steps)
    yield from _check_forms({row["id"]: row for row in instances}, steps)
    yield from _check_images(steps)


def _steps(ids: Sequence[UUID]) -> list[dict[str, Any]]:
    rows = execute(
        "SELECT instance_id, seq, item_id, opinion, opinion_hidden, record_version, details::text AS details "
        "FROM process_event WHERE instance_id = ANY(%s) ORDER BY instance_id, seq",
        [list(ids)],
    ).mappings()
    return [row | {"details": json.loads(row["details"].encode()) if row["details"] else {}} for row in rows]


def _check_audit(ids: Sequence[UUID], steps: Sequence[dict[str, Any]]) -> Iterator[Found]:
    """Each bound step has its audit row, and both say the same."""
    by_place = {(str(step["instance_id"]), step["seq"]): step for step in steps}
    sealed: set[tuple[str, int]] = set()
    items = [str(step["item_id"]) for step in steps if step["item_id"] is not None]
    rows = execute(
        "SELECT after FROM kernel_auditrow WHERE action LIKE 'process.%%' AND after IS NOT NULL AND "
        "((target_type = 'work_item' AND target_id = ANY(%s)) OR (target_type = 'process_instance' "
        "AND target_id = ANY(%s)))",
        [items, [str(one) for one in ids]],
    ).scalars()
    for text in rows:
        after = json.loads(text.encode())
        place = (str(after.get("instance")), after.get("seq"))
        step = by_place.get(place)
        if step is None:
            continue
        sealed.add(place)
        said = sealed_opinion(step["opinion"], hidden=step["opinion_hidden"])
        if said != {key: after[key] for key in ("opinion", "opinion_digest") if key in after}:
            yield step["instance_id"], "opinion-differs", f"step {step['seq']}: the opinion is not what was audited"
        for name in ("form", "signature"):
            if after.get(name) != step["details"].get(name):
                yield step["instance_id"], f"{name}-differs", f"step {step['seq']}: the {name} is not what was audited"
    for place, step in by_place.items():
        if place not in sealed and step["details"].keys() & {"form", "signature"}:
            yield step["instance_id"], "audit-missing", f"step {step['seq']} was signed, but has no audit row"


def _check_forms(instances: Mapping[UUID, Mapping[str, Any]], steps: Sequence[dict[str, Any]]) -> Iterator[Found]:
    """The record and its history still give the form that each step signed."""
    wanted: dict[str, dict[UUID, set[int]]] = {}
    bound = [step for step in steps if step["details"].get("form")]
    for step in bound:
        row = instances[step["instance_id"]]
        wanted.setdefault(row["object_type"], {}).setdefault(row["record_id"], set()).add(step["record_version"])
    given = {code: versions.digests(code, records) for code, records in wanted.items()}
    for step in bound:
        row = instances[step["instance_id"]]
        found = given[row["object_type"]].get((row["record_id"], step["record_version"]))
        if found != step["details"]["form"]:
            what = f"step {step['seq']}: version {step['record_version']} of the record is not the form that was signed"
            yield row["id"], "form-differs", what


def _check_images(steps: Sequence[dict[str, Any]]) -> Iterator[Found]:
    """Each signature image is still there, unchanged."""
    signed = {
        identifier: step
        for step in steps
        if (identifier := parse_id(str(step["details"].get("signature", {}).get("attachment", "")))) is not None
    }
    if not signed:
        return
    rows = execute("SELECT id, digest FROM records_attachment WHERE id = ANY(%s)", [list(signed)])
    digests: dict[UUID, str] = dict(iter(rows))
    for identifier, step in signed.items():
        expected = step["details"]["signature"]["digest"]
        if digests.get(identifier) != expected or storage.content_digest(expected) != expected:
            yield step["instance_id"], "signature-differs", f"step {step['seq']}: the signature image was changed"
