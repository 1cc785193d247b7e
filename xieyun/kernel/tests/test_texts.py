"""Every problem of every room speaks both languages and fills its own parameters."""

import importlib
import pkgutil
import re

import xieyun
from xieyun.kernel.errors import Problem
from xieyun.kernel.i18n import catalogue, sentence


def _all_problems() -> set[type[Problem]]:
    for module in pkgutil.walk_packages(xieyun.__path__, "xieyun."):
        if not any(part in module.name for part in (".tests", ".migrations", ".wsgi", "__main__")):
            importlib.import_module(module.name)
    found: set[type[Problem]] = set()
    pending = [Problem]
    while pending:
        kind = pending.pop()
        found.add(kind)
        pending.extend(kind.__subclasses__())
    return found


def test_every_problem_has_sentences() -> None:
    missing = {kind.__qualname__: kind.code for kind in _all_problems() if kind.code not in catalogue()}
    assert not missing


def test_both_languages_use_the_same_parameters() -> None:
    fields = re.compile(r"\{(\w+)")
    for code, texts in catalogue().items():
        assert set(texts) == {"zh", "en"}, code
        # A reason is often given per language: {reason_zh} beside {reason_en}.
        zh, en = (
            {re.sub("_(zh|en)$", "", name) for name in fields.findall(texts[language])} for language in ("zh", "en")
        )
        assert zh == en, code


def test_a_missing_parameter_never_hides_the_sentence() -> None:
    assert (
        sentence("too-large", {}, "en") == "What you sent is larger than the limit (…); make it smaller and try again."
    )
