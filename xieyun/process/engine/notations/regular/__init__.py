"""Regular expressions of Java, JavaScript and Python, matched with a count of steps.

Python's own `re` cannot be stopped, and its meaning is not that of Java or JavaScript. Here every step is counted:
a pattern that tries without end is refused with a sentence, whatever it looks like.
"""

from .matching import Match, Pattern, compiled

__all__ = ["Match", "Pattern", "compiled"]
