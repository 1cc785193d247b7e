"""The relation `role_in_scope`: who holds a role, seen from an anchor."""

from __future__ import annotations

from xieyun.kernel.database import execute
from xieyun.organization.errors import RelationParameterWrong
from xieyun.organization.relations import Candidate, Question, condition_of_scope


def role_in_scope(question: Question) -> list[Candidate]:
    """Return the assignments within `scope` (node, unit, group, group_headquarters) that hold `role`.

    A grant to a person counts in each of his assignments; grants to everyone count for nobody here,
    because a process must not ask the whole group.
    """
    code = question.params.get("role")
    if not isinstance(code, str) or not code:
        raise RelationParameterWrong(kind="role_in_scope", parameter="role")
    condition = condition_of_scope(str(question.params.get("scope", "unit")), "role_in_scope")
    rows = execute(
        f"""
        SELECT a.person_id, a.id FROM organization_assignment a
        JOIN organization_orgnode n ON n.id = a.node_id
        JOIN organization_person p ON p.id = a.person_id
        WHERE n.group_id = %(group)s AND {condition}
          AND a.valid_from <= %(day)s AND (a.valid_to IS NULL OR a.valid_to > %(day)s)
          AND n.valid_from <= %(day)s AND (n.valid_to IS NULL OR n.valid_to > %(day)s)
          AND p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
          AND EXISTS (
            SELECT FROM access_grant g JOIN access_role r ON r.id = g.role_id
            WHERE r.group_id = %(group)s AND r.code = %(role)s
              AND g.valid_from <= %(day)s AND (g.valid_to IS NULL OR g.valid_to > %(day)s)
              AND ((g.subject_kind = 'person' AND g.subject_id = a.person_id)
                   OR (g.subject_kind = 'assignment' AND g.subject_id = a.id)
                   OR (g.subject_kind = 'post' AND g.subject_id = a.post_id)
                   OR (g.subject_kind = 'node' AND g.subject_id = n.id)
                   OR (g.subject_kind = 'node' AND g.and_below AND g.subject_id = ANY(
                       string_to_array(trim(both '/' from n.path), '/')::uuid[]))))
        ORDER BY CASE a.kind WHEN 'primary' THEN 0 WHEN 'concurrent' THEN 1 ELSE 2 END, p.number, a.id
        """,
        {
            "group": question.group_id, "day": question.as_of, "role": code,
            "node": question.anchor.node_id, "unit": question.anchor.unit_id,
        },
    )  # fmt: skip
    return [Candidate(person_id, assignment_id) for person_id, assignment_id in rows]
