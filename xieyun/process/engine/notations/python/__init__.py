"""Scripts in Python: read by Python's own parser, which runs nothing, and walked by an interpreter of our own.

Lists and objects are shared as in Python. Modules, functions and methods are lists of names; every statement, turn,
call and large value counts as work, and what would be large in one go is refused before it is made.
"""

from .machine import run
from .modules import Module
from .reading import Reading, read

__all__ = ["Module", "Reading", "read", "run"]
