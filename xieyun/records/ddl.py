"""The planner of table changes: which SQL brings the tables to a definition, and what it does to data.

Every step is online-safe: new tables, new columns without default (a catalogue change only), indexes.
Columns of removed fields stay with their data. A change of type is refused unless nothing can be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xieyun.kernel.database import execute
from xieyun.records import naming
from xieyun.records.definitions import Field, ObjectType
from xieyun.records.errors import DestructiveChange
from xieyun.records.tables import DDL_TYPES

_RECORD_DDL = """CREATE TABLE {table} (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1, group_id uuid NOT NULL, unit_id uuid, node_id uuid,
    owner_id uuid, status text NOT NULL, process_instance_id uuid, created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL, deleted_at timestamp with time zone{columns})"""
_LINE_DDL = """CREATE TABLE {table} (
    id uuid PRIMARY KEY, record_id uuid NOT NULL REFERENCES {parent} (id) ON DELETE CASCADE, group_id uuid NOT NULL,
    position integer NOT NULL, live boolean NOT NULL{columns})"""
_WIDENING = {("bigint", "numeric")}


@dataclass(frozen=True)
class Step:
    """One change: the SQL, and what it does in a sentence."""

    sql: str
    effect_zh: str
    effect_en: str


def plan(object_type: ObjectType) -> list[Step]:
    """The steps that bring the database to `object_type`; empty when nothing is to be done.

    Raises DestructiveChange when a field would change to a type that cannot hold its data.
    """
    steps = _table(
        naming.table_name(object_type.code), object_type.stored, _RECORD_DDL, _record_indexes(object_type), ""
    )
    for lines in object_type.line_fields:
        name = naming.line_table_name(object_type.code, lines.code)
        steps += _table(
            name,
            lines.fields,
            _LINE_DDL,
            _line_indexes(name, lines),
            f"{naming.SCHEMA}.{naming.table_name(object_type.code)}",
        )
    return steps


def run(steps: Iterable[Step]) -> None:
    """Execute the steps in the caller's transaction; gives up rather than queue behind long readers."""
    execute("SET LOCAL lock_timeout = '10s'")
    for step in steps:
        execute(step.sql.replace("%", "%%"), [])


def _table(name: str, fields: tuple[Field, ...], ddl: str, indexes: Mapping[str, str], parent: str) -> list[Step]:
    existing = _columns(name)
    full = f"{naming.SCHEMA}.{name}"
    steps: list[Step] = []
    if not existing:
        columns = "".join(f", {field.code} {DDL_TYPES[field.type]}" for field in fields)
        steps.append(
            Step(ddl.format(table=full, columns=columns, parent=parent), f"新建数据表 {full}", f"creates table {full}")
        )
    else:
        steps += [step for field in fields for step in _field_step(full, field, existing)]
        steps += [
            Step("", f"字段 {gone} 不再使用，数据保留", f"field {gone} is no longer used, its data stays")
            for gone in sorted(set(existing) - {field.code for field in fields} - naming.RESERVED)
        ]
    present = set(_indexes(name))
    for index, sql in indexes.items():
        if index not in present:
            steps.append(Step(sql.format(table=full, index=index), f"新建索引 {index}", f"creates index {index}"))
    return [step for step in steps if step.sql]


def _field_step(table: str, field: Field, existing: Mapping[str, str]) -> list[Step]:
    wanted = DDL_TYPES[field.type]
    found = existing.get(field.code)
    if found is None:
        return [
            Step(
                f"ALTER TABLE {table} ADD COLUMN {field.code} {wanted}",
                f"{table} 增加列 {field.code}（已有数据为空）",
                f"adds column {field.code} to {table}; empty for existing data",
            )
        ]
    if found == wanted:
        return []
    if (found, wanted) in _WIDENING:
        return [
            Step(
                f"ALTER TABLE {table} ALTER COLUMN {field.code} TYPE {wanted}",
                f"{table} 的列 {field.code} 改为 {wanted}（重写数据表）",
                f"column {field.code} of {table} becomes {wanted}; rewrites the table",
            )
        ]
    raise DestructiveChange(field=field.code, table=table, old=found, new=wanted)


def _record_indexes(object_type: ObjectType) -> dict[str, str]:
    name = naming.table_name(object_type.code)
    indexes = {
        naming.short(f"{name}_newest"): "CREATE INDEX {index} ON {table} (created_at, id)",
        naming.short(f"{name}_owner"): "CREATE INDEX {index} ON {table} (owner_id, created_at)",
        naming.short(f"{name}_node"): "CREATE INDEX {index} ON {table} (node_id, created_at)",
    }
    for field in object_type.stored:
        if field.unique or field.type == "serial_number":
            indexes[naming.short(f"{name}_{field.code}_once")] = (
                f"CREATE UNIQUE INDEX {{index}} ON {{table}} (group_id, {field.code}) "
                f"WHERE deleted_at IS NULL AND {field.code} IS NOT NULL"
            )
        elif field.indexed or field.type == "lookup":
            indexes[naming.short(f"{name}_by_{field.code}")] = f"CREATE INDEX {{index}} ON {{table}} ({field.code}, id)"
    return indexes


def _line_indexes(name: str, lines: Field) -> dict[str, str]:
    indexes = {naming.short(f"{name}_record"): "CREATE INDEX {index} ON {table} (record_id, position)"}
    for field in lines.fields:
        if field.unique:
            indexes[naming.short(f"{name}_{field.code}_once")] = (
                f"CREATE UNIQUE INDEX {{index}} ON {{table}} (group_id, {field.code}) "
                f"WHERE live AND {field.code} IS NOT NULL"
            )
    return indexes


def _columns(name: str) -> dict[str, str]:
    rows = execute(
        "SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped",
        [naming.SCHEMA, name],
    )
    return dict(iter(rows))


def _indexes(name: str) -> list[str]:
    return execute(
        "SELECT indexname FROM pg_indexes WHERE schemaname = %s AND tablename = %s", [naming.SCHEMA, name]
    ).scalars()
