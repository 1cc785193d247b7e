"""How names are found: characters, pinyin, initials."""

from __future__ import annotations

import functools
import os
import re
from dataclasses import dataclass

# Surnames that are read differently from the same character elsewhere.
SURNAME_READINGS = {
    "单": "shan", "曾": "zeng", "解": "xie", "查": "zha", "仇": "qiu", "区": "ou", "朴": "piao", "翟": "zhai",
    "尉": "wei", "盖": "ge", "任": "ren", "华": "hua", "洗": "xian", "冼": "xian", "缪": "miao", "乐": "yue",
    "覃": "qin", "葛": "ge", "逄": "pang", "员": "yun", "折": "she", "黑": "he", "繁": "po", "召": "shao",
}  # fmt: skip


@dataclass(frozen=True)
class Spelling:
    """A name's pinyin, its initials and the lexemes that find it."""

    pinyin: str
    initials: str
    search: str


def spell(name: str, *more: str, is_person: bool = False) -> Spelling:
    """Return the spelling of a name; `more` are further words to be found by (a number, a code).

    A person's first character is read as a surname. Lexemes start at every character, so that a
    prefix match finds 王小明 by 王小, 小明, wangx, xiaom, wxm and xm.
    """
    syllables = list(_syllables(name))
    if is_person and name[:1] in SURNAME_READINGS:
        syllables[0] = SURNAME_READINGS[name[0]]
    first_letters = [syllable[0] for syllable in syllables]
    words = {word.lower() for word in (name, *more) if word}
    for start in range(min(len(syllables), 40)):
        words |= {name[start:].lower(), "".join(syllables[start:]), "".join(first_letters[start:])}
    return Spelling("".join(syllables), "".join(first_letters), " ".join(sorted(map(_lexeme, words))))


@functools.lru_cache(maxsize=4096)
def _reading(character: str) -> str:
    # Read one by one, so the dictionary of phrases is not wanted; the rest is loaded when a name is first written.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    read = pinyin(character, style=Style.NORMAL, errors="default")[0][0].lower()
    return re.sub(r"\s", "", read) or "_"


def _syllables(name: str) -> list[str]:
    return [_reading(character) for character in name]


def query_text(query: str) -> str:
    """Return the text search query (`to_tsquery` syntax) that finds every word of the input as a prefix."""
    return " & ".join(f"{_lexeme(word.lower())}:*" for word in query.split())


def _lexeme(word: str) -> str:
    # Quoted as the tsvector and tsquery input syntaxes want it; 2046 bytes is PostgreSQL's limit of a lexeme.
    escaped = word[:200].replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
