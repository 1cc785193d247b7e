"""Scripts in JavaScript: a parser and an interpreter of our own for the language of 2020, without promises.

Arrays and objects are shared as in JavaScript, numbers are doubles. What scripts can call is a list of names, and
objects of Java that engines hand to scripts answer to their Java methods too.
"""

from .machine import run
from .parser import Program, read

__all__ = ["Program", "read", "run"]
