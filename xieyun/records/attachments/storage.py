"""Files below XIEYUN_HOME/files, named by the SHA-256 of their content: equal files are kept once."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from xieyun.kernel.errors import TooLarge


def path_of(digest: str) -> Path:
    """Where the content with this digest is or would be."""
    return Path(settings.FILES_FOLDER) / digest[:2] / digest


def content_digest(digest: str) -> str | None:
    """Return the SHA-256 of what is stored under a digest now: the same, unless somebody touched it; None if gone."""
    try:
        with path_of(digest).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def store(chunks: Iterable[bytes], maximum_bytes: int) -> tuple[str, int]:
    """Write the content durably and return its digest and size. Raises TooLarge.

    The file appears under its name only when it is whole; a crash leaves a temporary file at most.
    """
    folder = Path(settings.FILES_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".upload-", delete=False) as file:
        temporary = Path(file.name)
        try:
            for chunk in chunks:
                size += len(chunk)
                if size > maximum_bytes:
                    raise TooLarge(limit=f"{maximum_bytes // (1024 * 1024)} MiB")
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            target = path_of(digest.hexdigest())
            target.parent.mkdir(exist_ok=True)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    return digest.hexdigest(), size
