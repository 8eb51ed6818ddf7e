"""A caller of the API in a test: JSON in, status and JSON out."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yizhan.records.models import User

ROOT = "/api/v1"


@dataclass
class Caller:
    """A person with a session, or nobody."""

    user: User | None = None
    language: str = "en"

    def __post_init__(self) -> None:
        self.client = Client(headers={"accept-language": self.language})
        if self.user is not None:
            self.client.force_login(self.user)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """The status and the body of an answer."""
        options = {} if body is None else {"data": body, "content_type": "application/json"}
        response = (
            self.client.generic(method, f"{ROOT}{path}", headers=headers)
            if body is None
            else getattr(self.client, method.lower())(f"{ROOT}{path}", headers=headers, **options)
        )
        return response.status_code, response.json()

    def get(self, path: str) -> Any:
        """The body of an answer that must be there."""
        status, body = self.send("GET", path)
        assert status == 200, body
        return body

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """The body of an answer that must not be refused."""
        status, answer = self.send("POST", path, {} if body is None else body, **headers)
        assert status in (200, 201), answer
        return answer

    def put(self, path: str, body: Any) -> Any:
        """The body of an answer that must not be refused."""
        status, answer = self.send("PUT", path, body)
        assert status == 200, answer
        return answer

    def send_file(self, path: str, content: bytes, name: str = "file.csv", **fields: str) -> tuple[int, Any]:
        """Send a file with form fields."""
        response = self.client.post(f"{ROOT}{path}", {"file": SimpleUploadedFile(name, content), **fields})
        return response.status_code, response.json()
