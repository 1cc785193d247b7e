"""Which files may be uploaded: by extension, and by what their first bytes say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _starts(*magics: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(magics)


def _webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _text(head: bytes) -> bool:
    """Plain text in UTF-8 or GB 18030, which is a superset of GBK; no NUL."""
    if b"\x00" in head:
        return False
    for cut in range(4):  # the head may end inside a character
        for encoding in ("utf-8", "gb18030"):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def _ofd(head: bytes) -> bool:
    return head.startswith(_ZIP)


ALLOWED: Final[Mapping[str, tuple[str, Callable[[bytes], bool]]]] = {
    "pdf": ("application/pdf", _starts(b"%PDF-")),
    "ofd": ("application/ofd", _ofd),  # GB/T 33190-2016, the format of electronic invoices
    "png": ("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", _starts(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _starts(b"\xff\xd8\xff")),
    "gif": ("image/gif", _starts(b"GIF87a", b"GIF89a")),
    "webp": ("image/webp", _webp),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _starts(_ZIP)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _starts(_ZIP)),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", _starts(_ZIP)),
    "doc": ("application/msword", _starts(_OLE)),
    "xls": ("application/vnd.ms-excel", _starts(_OLE)),
    "ppt": ("application/vnd.ms-powerpoint", _starts(_OLE)),
    "zip": ("application/zip", _starts(_ZIP)),
    "txt": ("text/plain; charset=utf-8", _text),
    "csv": ("text/csv; charset=utf-8", _text),
}
HEAD_BYTES: Final = 4096


def extension_of(name: str) -> str:
    """The extension in lower case, without the dot; empty when there is none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""
