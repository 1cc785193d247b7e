"""Exceptions of Java as errors: an error event that names a class catches it and the classes below it."""

from __future__ import annotations

_CHECKED = frozenset({"IOException", "InterruptedException", "TimeoutException", "ParseException", "Exception"})
_ABOVE = {"NumberFormatException": "IllegalArgumentException", "FileNotFoundException": "IOException"}
_PACKAGES = {
    **dict.fromkeys(("IOException", "FileNotFoundException"), "java.io"),
    "TimeoutException": "java.util.concurrent",
    "ParseException": "java.text",
}


def is_exception(name: str) -> bool:
    """Whether a name is that of a class of exceptions, with or without its package."""
    return name.endswith("Exception") and name.replace(".", "").isidentifier()


def full_name(name: str) -> str:
    """The name of a class of exceptions with its package; scripts name those of `java.lang` without."""
    package = _PACKAGES.get(name, "java.lang")
    return name if "." in name else f"{package}.{name}"


def catches(wanted: str, thrown: str | None) -> bool:
    """Whether an error event of the code `wanted` catches what was thrown."""
    if thrown is None or wanted == thrown:
        return wanted == thrown
    if not is_exception(thrown) or ("." in wanted and "." in thrown and not wanted.startswith("java.")):
        return False
    return wanted.rsplit(".", 1)[-1] in _classes(thrown.rsplit(".", 1)[-1])


def _classes(simple: str) -> tuple[str, ...]:
    """A class and those above it."""
    above = _ABOVE.get(simple)
    if above is not None:
        return (simple, *_classes(above))
    return (simple, *(() if simple in _CHECKED else ("RuntimeException",)), "Exception", "Throwable")
