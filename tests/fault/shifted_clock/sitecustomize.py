"""Gives a process of ours a system clock that is wrong by the seconds in a file, and that jumps when the file changes.

Put first on PYTHONPATH by the clock test. What the operating system says is shifted where `xieyun.kernel.clock`, the
only source of the time, asks it; nothing of ours is replaced, and the database keeps its own clock. (Setting the
machine's clock would shift both, and everybody else's; libfaketime is not on every machine.)
"""

from __future__ import annotations

import datetime
import importlib.abc
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType


def _shift() -> datetime.timedelta:
    return datetime.timedelta(seconds=float(Path(os.environ["FAULT_CLOCK"]).read_text()))


class _Moment(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.now(tz) + _shift()


class _System(ModuleType):
    """The module `datetime`, but for what time it is."""

    datetime = _Moment

    def __getattr__(self, name: str):
        return getattr(datetime, name)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != "xieyun.kernel.clock":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module

        def load_and_shift(module: ModuleType) -> None:
            load(module)
            module.dt = _System("datetime")

        spec.loader.exec_module = load_and_shift
        return spec


sys.meta_path.insert(0, _Finder())
