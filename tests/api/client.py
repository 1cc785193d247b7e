"""A program that talks to a served installation as a browser or another system would: real HTTP, cookies, CSRF."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

from tests.harness import Installation


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of one response."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body's JSON value."""
        return json.loads(self.body)


class Client:
    """Keeps a session; every unsafe request carries the CSRF token and, unless told otherwise, a fresh key."""

    def __init__(self, installation: Installation, *, language: str = "zh-CN") -> None:
        self.installation = installation
        self.language = language
        self.cookies: dict[str, str] = {}
        self.token = ""

    def sign_in(self, login: str, password: str | None = None) -> Client:
        """Sign in with a demo account; fails unless it is let in."""
        self.token = self.get("/api/v1/session").json()["csrf_token"]
        secret = password or self.installation.accounts()[login]["password"]
        answer = self.post("/api/v1/session", {"login": login, "password": secret})
        assert answer.status == 200, answer.body.decode()
        self.token = answer.json()["csrf_token"]
        return self

    def get(self, path: str, **headers: str) -> Answer:
        """Send a GET."""
        return self.send("GET", path, None, **headers)

    def post(self, path: str, value: Any = None, **headers: str) -> Answer:
        """Send a value as JSON."""
        return self.send("POST", path, json.dumps(value if value is not None else {}).encode(), **headers)

    def patch(self, path: str, value: Any, **headers: str) -> Answer:
        """Change a record; give `If_Match`."""
        return self.send("PATCH", path, json.dumps(value).encode(), **headers)

    def put(self, path: str, value: Any = None, **headers: str) -> Answer:
        """Set a value."""
        return self.send("PUT", path, json.dumps(value).encode(), **headers)

    def upload(self, path: str, name: str, content: bytes, content_type: str) -> Answer:
        """Send a file as a browser's form does."""
        boundary = uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        body = f"{head}Content-Type: {content_type}\r\n\r\n".encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return self.send("POST", path, body, Content_Type=f"multipart/form-data; boundary={boundary}")

    def send(self, method: str, path: str, body: bytes | None, **headers: str) -> Answer:
        """Send any bytes; keyword names become headers (underscores as hyphens), those without value are left out."""
        sent = {"Accept-Language": self.language, "Content-Type": "application/json"}
        if method not in ("GET", "HEAD"):
            sent |= {"X-CSRF-Token": self.token, "Idempotency-Key": str(uuid4()), "Referer": self.installation.url}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {name: value for name, value in sent.items() if value}
        connection = http.client.HTTPConnection("127.0.0.1", self.installation.port, timeout=60)
        try:
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
            for value in response.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(value).items()}
            return answer
        finally:
            connection.close()
