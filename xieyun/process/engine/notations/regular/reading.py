"""Read a pattern into steps: functions of a run, a place and what comes after."""

from __future__ import annotations

from ..tokens import NotationError
from . import steps
from .classes import Test, any_character, between, category, either, folded, inverted, named_class
from .steps import Step

MAXIMUM_PATTERN = 1000
MAXIMUM_DEPTH = 20
MAXIMUM_REPEATED = 1000
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "e": "\x1b"}


class Reader:
    """A cursor over a pattern. `names` are its named groups, `groups` how many there are."""

    def __init__(self, pattern: str, dialect: str, flags: str) -> None:
        if len(pattern) > MAXIMUM_PATTERN:
            raise NotationError(f"the pattern is longer than {MAXIMUM_PATTERN} characters")
        self.pattern = pattern
        self.dialect = dialect
        self.flags = set(flags)
        self.position = 0
        self.depth = 0
        self.groups = 0
        self.names: dict[str, int] = {}

    def read(self) -> Step:
        """The whole pattern."""
        step = self._alternatives()
        if self.position < len(self.pattern):
            self._fail("a parenthesis is closed that was not opened")
        return step

    def _fail(self, reason: str) -> NotationError:
        raise NotationError(f"the pattern is not understood: {reason} at {self.position + 1}")

    def _peek(self, offset: int = 0) -> str:
        return self.pattern[self.position + offset : self.position + offset + 1]

    def _take(self, text: str) -> bool:
        if self.pattern.startswith(text, self.position):
            self.position += len(text)
            return True
        return False

    def _alternatives(self) -> Step:
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            self._fail("it is nested too deeply")
        found = [self._sequence()]
        while self._take("|"):
            found.append(self._sequence())
        self.depth -= 1
        return found[0] if len(found) == 1 else steps.alternatives(found)

    def _sequence(self) -> Step:
        found: list[Step] = []
        while self.position < len(self.pattern) and self._peek() not in "|)":
            if "x" in self.flags and (self._peek().isspace() or self._peek() == "#"):
                self._skip_note()
                continue
            found.append(self._repeated())
        return steps.sequence(found)

    def _skip_note(self) -> None:
        if self._peek() == "#":
            end = self.pattern.find("\n", self.position)
            self.position = len(self.pattern) if end < 0 else end
        else:
            self.position += 1

    def _repeated(self) -> Step:
        first_group = self.groups
        atom = self._atom()
        while True:
            bounds = self._bounds()
            if bounds is None:
                return atom if isinstance(atom, steps.Step) else steps.one(atom)
            low, high = bounds
            way = "lazy" if self._take("?") else "possessive" if self._take("+") else "greedy"
            if isinstance(atom, steps.Step):
                atom = steps.repeated(atom, low, high, way, range(first_group + 1, self.groups + 1), self.dialect)
            else:
                atom = steps.many(atom, low, high, way)

    def _bounds(self) -> tuple[int, int | None] | None:
        character = self._peek()
        if character in ("*", "+", "?"):
            self.position += 1
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[character]
        if character != "{":
            return None
        end = self.pattern.find("}", self.position)
        low, comma, high = self.pattern[self.position + 1 : max(end, 0)].partition(",")
        if end < 0 or not (low.isdigit() or (self.dialect == "python" and comma and not low)):
            if self.dialect == "java":
                self._fail("a repetition has no number")
            return None
        if high and not high.isdigit():
            return None
        bounds = int(low or 0), (int(high) if high else None) if comma else int(low)
        if max(bounds[0], bounds[1] or 0) > MAXIMUM_REPEATED or (bounds[1] is not None and bounds[1] < bounds[0]):
            self._fail("a repetition is too large")
        self.position = end + 1
        return bounds

    def _atom(self) -> Step | Test:
        character = self._peek()
        self.position += 1
        if character == "(":
            return self._group()
        if character == "[":
            return self._folded(self._set())
        if character == ".":
            return any_character(self.dialect, with_line_ends="s" in self.flags)
        if character in "^$":
            return steps.edge(character, self.dialect, lines="m" in self.flags)
        if character == "\\":
            return self._escaped()
        if character in "*+?" or (character == "{" and self.dialect == "java"):
            self.position -= 1
            self._fail("there is nothing to repeat")
        return self._folded(lambda other: other == character)

    def _folded(self, test: Test) -> Test:
        return folded(test) if "i" in self.flags else test

    def _group(self) -> Step:
        number = 0
        before = set(self.flags)
        kind = "group"
        if self._take("?"):
            kind = self._special_group()
            if kind == "flags":
                return steps.sequence([])
        if kind == "group":
            self.groups += 1
            number = self.groups
        elif kind.startswith("name "):
            self.groups += 1
            number = self.groups
            if kind[5:] in self.names:
                self._fail("two groups have one name")
            self.names[kind[5:]] = number
        elif kind.startswith("again "):
            if kind[6:] not in self.names:
                self._fail("no group has that name")
            return steps.again(self.names[kind[6:]], self.dialect, fold="i" in self.flags)
        inner = self._alternatives()
        if not self._take(")"):
            self._fail("a parenthesis is missing")
        self.flags = before
        if number:
            return steps.group(inner, number)
        if kind in ("=", "!"):
            return steps.ahead(inner, wanted=kind == "=")
        if kind in ("<=", "<!"):
            return steps.behind(inner, wanted=kind == "<=")
        return steps.atomic(inner) if kind == ">" else inner

    def _special_group(self) -> str:
        for mark in (":", "=", "!", "<=", "<!", ">"):
            if self._take(mark):
                return mark
        for mark, closing, kind in (("P<", ">", "name "), ("P=", ")", "again "), ("<", ">", "name ")):
            if self._take(mark):
                end = self.pattern.find(closing, self.position)
                name = self.pattern[self.position : max(end, 0)]
                if not name.isidentifier():
                    self._fail("the name of a group is not understood")
                self.position = end + 1
                return kind + name
        return self._inline_flags()

    def _inline_flags(self) -> str:
        adding = True
        while self._peek() and self._peek() in "imsxuaL-":
            letter = self._peek()
            self.position += 1
            if letter == "-":
                adding = False
            elif adding:
                self.flags.add(letter)
            else:
                self.flags.discard(letter)
        if self._take(":"):
            return ":"
        if not self._take(")"):
            self._fail("this kind of group is not known here")
        return "flags"

    def _escaped(self) -> Step | Test:
        character = self._peek()
        if character and character in "dDwWsS":
            self.position += 1
            return named_class(character, self.dialect)
        if character and character in "bBAZz" and not (self.dialect == "javascript" and character in "AZz"):
            self.position += 1
            return steps.edge("\\" + character, self.dialect)
        if character in ("Q",) and self.dialect == "java":
            end = self.pattern.find("\\E", self.position)
            quoted = self.pattern[self.position + 1 : end if end >= 0 else len(self.pattern)]
            self.position = end + 2 if end >= 0 else len(self.pattern)
            return steps.sequence([steps.one(self._folded(_exactly(letter))) for letter in quoted])
        if character and character in "123456789":
            return self._back_reference()
        if character == "k" and self._peek(1) == "<":
            end = self.pattern.find(">", self.position)
            name = self.pattern[self.position + 2 : max(end, 0)]
            if name not in self.names:
                self._fail("no group has that name")
            self.position = end + 1
            return steps.again(self.names[name], self.dialect, fold="i" in self.flags)
        if character and character in "pP" and self.dialect != "python":
            return self._category()
        return self._folded(_exactly(self._letter()))

    def _back_reference(self) -> Step:
        digits = self._peek()
        self.position += 1
        while self._peek().isdigit() and int(digits + self._peek()) <= self.groups:
            digits += self._peek()
            self.position += 1
        if int(digits) > self.groups:
            self._fail("there is no group of that number")
        return steps.again(int(digits), self.dialect, fold="i" in self.flags)

    def _category(self) -> Test:
        negated = self._peek() == "P"
        self.position += 1
        name = self._peek()
        end = self.pattern.find("}", self.position) if name == "{" else self.position
        if end < 0:
            self._fail("a brace is missing")
        test = category(self.pattern[self.position + 1 : end] if name == "{" else name)
        self.position = end + 1
        return inverted(test) if negated else test

    def _letter(self) -> str:
        """The character that an escape stands for."""
        character = self._peek()
        self.position += 1
        if not character:
            self._fail("it ends with a backslash")
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character == "0":
            return "\0"
        width = {"x": 2, "u": 4}.get(character, 0)
        if width:
            digits = self.pattern[self.position : self.position + width]
            if self.pattern.startswith("{", self.position):
                digits = self.pattern[self.position + 1 : self.pattern.find("}", self.position)]
                width = len(digits) + 2
            try:
                number = int(digits, 16)
                self.position += width
                return chr(number)
            except (ValueError, OverflowError):
                self._fail("the number of a character is not understood")
        if character.isalpha() and character.isascii() and self.dialect != "javascript":
            self._fail(f"\\{character} is not known")
        if character in "cpPk":
            self._fail(f"\\{character} is not known here")
        return character

    def _set(self) -> Test:
        negated = self._take("^")
        tests: list[Test] = []
        start = self.position
        while not (self._peek() == "]" and (self.position > start or self.dialect == "javascript")):
            if not self._peek():
                self._fail("a bracket is missing")
            tests.append(self._member())
        self.position += 1
        test = either(tests) if tests else (lambda character: False)
        return inverted(self._folded(test)) if negated else test

    def _member(self) -> Test:
        if self.dialect == "java" and (self._peek() == "[" or self.pattern.startswith("&&", self.position)):
            self._fail("sets of sets are not known here")
        if self._peek() == "\\" and self._peek(1) and self._peek(1) in "dDwWsS":
            self.position += 2
            return named_class(self._peek(-1), self.dialect)
        if self._peek() == "\\" and self._peek(1) and self._peek(1) in "pP" and self.dialect != "python":
            self.position += 1
            return self._category()
        low = self._member_letter()
        if (
            self._peek() != "-"
            or self._peek(1) in ("]", "")
            or (self._peek(1) == "\\" and self._peek(2) and self._peek(2) in "dDwWsSpP")
        ):
            return _exactly(low)
        self.position += 1
        return between(low, self._member_letter())

    def _member_letter(self) -> str:
        character = self._peek()
        self.position += 1
        if character != "\\":
            return character
        if self._peek() == "b":
            self.position += 1
            return "\b"
        return self._letter()


def _exactly(character: str) -> Test:
    return lambda other: other == character
