"""Nothing that is sent to any operation of the API breaks it: it is answered, or refused in words."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import psycopg
import pytest

from tests.api.client import Client
from tests.api.test_bad_input import assert_problem
from tests.harness import Installation, serving_demo

DOCUMENT = json.loads((Path(__file__).parents[2] / "web" / "openapi.json").read_text())
# Each would end the session that the others need, or change its password.
LEFT_OUT = {("delete", "/api/v1/session"), ("put", "/api/v1/session/password")}
OPERATIONS = [
    (method, path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
    if (method, path) not in LEFT_OUT
]
ROUNDS = 8
TEXTS = [
    "", "x" * 5000, "a\0b", "\0", "%", "'; --", "../..", "1e400", "NaN", "-0", "２０２６-01-01", "9" * 400,
    "2026-02-30", "9999-12-31T23:59:59+14:00", "0001-01-01", "\u202eabc", "\u200b", "😀", "null", "initiator",
    "2026-11-22",
]  # fmt: skip
OTHERS = [None, True, -1, 0, 2**31, 2**63, 2**70, 1.5, 1e308, [], {}, [[]], {"a": {"b": [1]}}]


class Hostile:
    """Values of a schema that are nearly right, and some that are not at all."""

    def __init__(self, seed: int, known: dict[str, list[str]]) -> None:
        self.chance = random.Random(seed)
        self.known = known
        self.ids = [one for ids in known.values() for one in ids]

    def value(self, schema: dict[str, Any], name: str = "", depth: int = 0) -> Any:
        """Return a value for a schema of the document; `name` tells which ids would fit."""
        chance = self.chance
        if chance.random() < 0.12 or depth > 5:
            return chance.choice([*OTHERS, chance.choice(TEXTS), chance.choice(self.ids)])
        if "$ref" in schema:
            return self.value(DOCUMENT["components"]["schemas"][schema["$ref"].split("/")[-1]], name, depth)
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self.value(chance.choice(schema[several]), name, depth)
        if "enum" in schema or "const" in schema:
            return chance.choice(schema.get("enum") or [schema["const"]])
        kind = schema.get("type")
        if kind == "string":
            fitting = self.known.get(name.removesuffix("s")) if chance.random() < 0.7 else None
            return chance.choice(fitting or [*TEXTS, *self.ids])
        if kind == "array":
            return [self.value(schema.get("items", {}), name, depth + 1) for _ in range(chance.choice([0, 1, 3, 80]))]
        if kind == "object":
            required = schema.get("required", ())
            return {
                key: self.value(part, key, depth + 1)
                for key, part in schema.get("properties", {}).items()
                if chance.random() < (0.95 if key in required else 0.5)
            }
        return chance.choice([0, 1, True, False, *OTHERS])

    def address(self, path: str, operation: dict[str, Any]) -> str:
        """Return the path with values for its parameters, and a query."""
        query = []
        for parameter in operation.get("parameters", ()):
            value = self.value(parameter["schema"], parameter["name"])
            text = value if isinstance(value, str) else json.dumps(value)
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", quote(text, safe="") or "x")
            elif parameter["in"] == "query" and self.chance.random() < 0.6:
                query.append((parameter["name"], text))
        return f"{path}?{urlencode(query)}" if query else path

    def body(self, operation: dict[str, Any]) -> bytes | None:
        """Return a body, now and then cut off."""
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return b"--B" if content else None
        body = json.dumps(self.value(content["application/json"]["schema"])).encode()
        return body if self.chance.random() < 0.95 else body[: len(body) // 2]


@pytest.fixture(scope="module")
def battered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation of its own: now and then something is accepted."""
    with serving_demo(tmp_path_factory.mktemp("battered") / "home") as installation:
        yield installation


def known(installation: Installation) -> dict[str, list[str]]:
    """Return ids that exist, by the names under which they are asked for."""
    queries = {
        "item_id": "SELECT id FROM work_item ORDER BY id LIMIT 40",
        "instance_id": "SELECT id FROM process_instance ORDER BY id LIMIT 40",
        "record_id": "SELECT record_id FROM process_instance WHERE record_id IS NOT NULL ORDER BY id LIMIT 40",
        "person_id": "SELECT id FROM organization_person ORDER BY id LIMIT 40",
        "version_id": "SELECT id FROM process_definition_version ORDER BY id LIMIT 40",
        "code": "SELECT DISTINCT definition_code FROM process_instance UNION SELECT code FROM records_objecttype",
        "object_type": "SELECT code FROM records_objecttype",
    }
    with psycopg.connect(installation.environment["DATABASE_URL"]) as database:
        return {name: [str(row[0]) for row in database.execute(query)] for name, query in queries.items()}


@pytest.mark.parametrize("login", ["head", "system-administrator"])
def test_whatever_is_sent_is_answered(battered: Installation, login: str) -> None:
    hostile, client = Hostile(7, known(battered)), Client(battered).sign_in(login)
    refused = 0
    for _ in range(ROUNDS):
        for method, path, operation in OPERATIONS:
            body = hostile.body(operation)
            address = hostile.address(path, operation)
            headers = {"Content_Type": "multipart/form-data; boundary=B"} if body == b"--B" else {}
            # With a key a command runs in the transaction of the key; without one it must bring its own.
            headers["Idempotency_Key"] = hostile.chance.choice(["", "", "", str(uuid4()), "x" * 300])
            answer = client.send(method.upper(), address, body, **headers)
            assert answer.status < 500, (method, address, body, answer.body.decode())
            if answer.status >= 400:
                assert_problem(answer)
                refused += 1
    assert refused > len(OPERATIONS)
    assert client.get("/api/v1/session").json()["account"]["login"] == login
    for command in ("process", "audit"):
        verified = battered.run(command, "verify")
        assert verified.returncode == 0, verified.stdout + verified.stderr
