"""One person at work through the API: fills claims, finds to-dos, acts on them."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from tests.api.client import Answer, Client
from tests.harness import Installation
from xieyun.kernel import clock

CLAIM = "expense.claim"
_invoice = count(1)
# The smallest picture: one black pixel.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550"
    "000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)


def invoice_number(prefix: str) -> str:
    """Return an invoice number that no other test uses."""
    return f"{prefix}{next(_invoice):08}"


class Desk:
    """A signed-in demo person."""

    def __init__(self, installation: Installation, login: str) -> None:
        self.installation = installation
        self.login = login
        self.client = Client(installation).sign_in(login)
        self._pool: tuple[str, str] | None = None
        self.person = self.client.get("/api/v1/session").json()["person"]

    def options(self, field: str) -> list[dict[str, Any]]:
        """Return what may be chosen in a lookup field of a claim."""
        answer = self.client.get(f"/api/v1/lookups/{CLAIM}/{field}?page_size=100")
        assert answer.status == 200, answer.body.decode()
        return list(answer.json()["items"])

    def claim_values(self, *amounts: str, subject: str = "南京展会差旅费", prefix: str = "INV") -> dict[str, Any]:
        """Return a complete claim with one line per amount, on the pool that has most left."""
        cost_centre, expense_type = self.fullest_pool()
        return {
            "subject": subject,
            "cost_centre": cost_centre,
            "lines": [
                {
                    "expense_type": expense_type, "date": clock.today().isoformat(), "amount": amount,
                    "invoice_number": invoice_number(prefix),
                }
                for amount in amounts
            ],
        }  # fmt: skip

    def fullest_pool(self) -> tuple[str, str]:
        """Return the cost centre and expense type with the largest available quota."""
        if self._pool is None:
            centres, kinds = self.options("cost_centre"), self.options("lines.expense_type")
            keys = [{"cost_centre": centre["id"], "expense_type": kind["id"]} for centre in centres for kind in kinds]
            asked = {"date": clock.today().isoformat(), "keys": keys[:500]}
            found = self.client.post("/api/v1/ledgers/expense.quota/availability", asked).json()["items"]
            left = [Decimal(pool["available"]) if pool else Decimal(0) for pool in found]
            best = keys[left.index(max(left))]
            self._pool = best["cost_centre"], best["expense_type"]
        return self._pool

    def create(self, values: dict[str, Any]) -> dict[str, Any]:
        """Create a draft and return it."""
        answer = self.client.post(f"/api/v1/records/{CLAIM}", {"values": values})
        assert answer.status == 201, answer.body.decode()
        return dict(answer.json())

    def submit(self, record_id: str) -> dict[str, Any]:
        """Submit a record and return the process instance."""
        answer = self.try_to_submit(record_id)
        assert answer.status == 200, answer.body.decode()
        return dict(answer.json())

    def try_to_submit(self, record_id: str) -> Answer:
        """Submit a record and return whatever is answered."""
        return self.client.post("/api/v1/process-instances", {"object_type": CLAIM, "record_id": record_id})

    def submitted(self, *amounts: str, **details: str) -> dict[str, Any]:
        """Create and submit a claim; return the process instance."""
        return self.submit(self.create(self.claim_values(*amounts, **details))["id"])

    def instance(self, instance_id: str) -> dict[str, Any]:
        """Return a process instance as this person sees it."""
        answer = self.client.get(f"/api/v1/process-instances/{instance_id}")
        assert answer.status == 200, answer.body.decode()
        return dict(answer.json())

    def record(self, record_id: str) -> dict[str, Any]:
        """Return a claim as this person sees it."""
        answer = self.client.get(f"/api/v1/records/{CLAIM}/{record_id}")
        assert answer.status == 200, answer.body.decode()
        return dict(answer.json())

    def todo(self, instance_id: str) -> dict[str, Any]:
        """Return my open item of an instance; fails when there is none."""
        found = [item for item in self.box("todo") if item["instance_id"] == instance_id]
        assert found, f"{self.login} has no to-do of {instance_id}"
        return found[0]

    def box(self, name: str) -> list[dict[str, Any]]:
        """Return the newest items of one of my lists."""
        answer = self.client.get(f"/api/v1/work-items?box={name}&page_size=100")
        assert answer.status == 200, answer.body.decode()
        return list(answer.json()["items"])

    def try_to(self, verb: str, item_id: str, **body: Any) -> Answer:
        """Use a verb on an item and return whatever is answered."""
        return self.client.post(f"/api/v1/work-items/{item_id}/{verb}", body)

    def keep_signature(self) -> None:
        """Make the smallest picture my signature."""
        sent = self.client.upload("/api/v1/attachments", "signature.png", DOT, "image/png")
        answer = self.client.put("/api/v1/signature", {"attachment_id": sent.json()["id"]})
        assert answer.status == 200, answer.body.decode()

    def act(self, verb: str, instance_id: str, **body: Any) -> dict[str, Any]:
        """Use a verb on my open item of an instance."""
        answer = self.try_to(verb, self.todo(instance_id)["id"], **body)
        assert answer.status == 200, answer.body.decode()
        return dict(answer.json())
