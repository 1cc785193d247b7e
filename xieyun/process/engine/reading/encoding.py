"""Files as text and back: in the encoding that their first line names, so that they are kept as they came."""

from __future__ import annotations

import codecs
import re

from ..errors import DefinitionError

_DECLARED = re.compile(r"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encode_file(text: str) -> bytes:
    """The bytes of a file given as text; raises DefinitionError when its own encoding cannot hold it."""
    declared = _DECLARED.match(text.removeprefix("\ufeff"))
    name = declared.group(1) if declared else "utf-8"
    try:
        return text.encode(name)
    except LookupError:
        raise DefinitionError("not-xml", reason=ValueError(f"the encoding {name} is not known")) from None
    except UnicodeEncodeError as error:
        wrong = ascii(text[error.start])[1:-1]
        reason = f'its first line says {name}, which has no "{wrong}"; write encoding="UTF-8" there'
        raise DefinitionError("not-xml", reason=ValueError(reason)) from None


def decode_file(xml: bytes) -> str:
    """A stored file as text."""
    for mark, name in _MARKS:
        if xml.startswith(mark):
            return xml.decode(name, errors="replace")
    declared = _DECLARED.match(xml[:400].decode("ascii", errors="replace"))
    try:
        return xml.decode(declared.group(1) if declared else "utf-8", errors="replace")
    except LookupError:
        return xml.decode("utf-8", errors="replace")
