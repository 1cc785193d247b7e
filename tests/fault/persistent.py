"""A person who does not give up: every command is sent with one key until it is answered."""

from __future__ import annotations

import http.client
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.fault.ground import Person, Said, new_key

PATIENCE_SECONDS = 600.0
LOST = (http.client.HTTPException, OSError)


@dataclass
class Command:
    """One command: who sent what under which key, and the answer that came at last."""

    who: Person
    path: str
    body: dict[str, Any]
    key: str = field(default_factory=new_key)
    answer: Said | None = None
    refusals: Counter[str] = field(default_factory=Counter)

    def send(self) -> Said:
        """Send it until it is answered, and keep the answer."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self.answer = self.who.send("POST", self.path, self.body, key=self.key)
            except LOST:
                self.refusals["lost"] += 1
                pause = 0.05
            else:
                # 503: the process that answers has not found the database again yet; nothing was done.
                if self.answer.status != 503:
                    return self.answer
                assert int(self.answer.headers["retry-after"]) > 0
                self.refusals["503"] += 1
                pause = 0.2
            assert time.monotonic() < deadline, f"no answer to {self.path} in {PATIENCE_SECONDS} s: {self.refusals}"
            time.sleep(pause)

    def value(self) -> Any:
        """Return the answer's value; fails unless it was a success."""
        assert self.answer is not None
        assert 200 <= self.answer.status < 300, (self.path, self.answer.status, self.answer.value)
        return self.answer.value
