"""A person who does not give up: every command is sent with one key until it is answered."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.api.client import Answer, Client

PATIENCE_SECONDS = 30.0
LOST = (http.client.HTTPException, ConnectionError, TimeoutError)


@dataclass
class Command:
    """One command: who sent what under which key, and the answer that came at last."""

    client: Client
    path: str
    body: dict[str, Any]
    key: str = field(default_factory=lambda: str(uuid4()))
    answer: Answer | None = None
    attempts: int = 0

    def send(self) -> Answer:
        """Send it until it is answered, and keep the answer."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            self.attempts += 1
            try:
                self.answer = self.client.post(self.path, self.body, Idempotency_Key=self.key)
            except LOST:
                assert time.monotonic() < deadline, f"no answer to {self.path} in {PATIENCE_SECONDS} s"
                time.sleep(0.02)
                continue
            # 503: the worker that answers has not found the database again yet; nothing was done.
            if self.answer.status != 503 or time.monotonic() > deadline:
                return self.answer

    def json(self) -> Any:
        """Return the answer's value; fails unless it was a success."""
        assert self.answer is not None
        assert 200 <= self.answer.status < 300, (self.path, self.answer.status, self.answer.body.decode())
        return json.loads(self.answer.body)
