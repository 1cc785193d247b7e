"""The expression notations of other engines (JUEL, FEEL, Python, JavaScript), as far as their meaning is plain.

A small tokenizer and parser turn text into functions over a `Scope`; nothing is ever handed to Python's or
JavaScript's own interpreter. Zen cannot carry them: it has no truth of non-booleans, no ordering of texts, no
equality of lists and no answer for a missing name, all of which these notations define.
"""
