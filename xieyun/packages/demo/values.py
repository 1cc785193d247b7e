"""Values of generated records: literals, templates like `{unit.name}{node.name}`, and random choices."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def make(declared: Any, random_source: random.Random, context: Mapping[str, Any]) -> Any:
    """The value that a declaration gives in a context.

    A text with braces is filled from the context; a text that is one brace gives the thing itself. Mappings:
    `choice` (one of a list), `amount: [low, high]` (money, small ones are frequent), `steps` (rounded to),
    `digits: n`, `day_before: [least, most]` (days before `today`).
    """
    if isinstance(declared, str) and "{" in declared:
        return _filled(declared, context)
    if not isinstance(declared, Mapping):
        return declared
    if "choice" in declared:
        return make(random_source.choice(declared["choice"]), random_source, context)
    if "amount" in declared:
        return _amount(declared, random_source)
    if "digits" in declared:
        first = random_source.choice("123456789")
        return first + "".join(random_source.choices("0123456789", k=int(declared["digits"]) - 1))
    if "day_before" in declared:
        least, most = declared["day_before"]
        day: dt.date = context["today"]
        return day - dt.timedelta(days=random_source.randint(least, most))
    raise ValueError(f"unknown generator {sorted(declared)}")


def _filled(template: str, context: Mapping[str, Any]) -> Any:
    if template.startswith("{") and template.endswith("}") and template.count("{") == 1:
        return _look_up(template[1:-1], context)
    parts = template.split("{")
    text = parts[0]
    for part in parts[1:]:
        path, _, rest = part.partition("}")
        text += f"{_look_up(path, context)}{rest}"
    return text


def _look_up(path: str, context: Mapping[str, Any]) -> Any:
    value: Any = context
    for name in path.split("."):
        value = value[name] if isinstance(value, Mapping) else getattr(value, name)
    return value


def _amount(declared: Mapping[str, Any], random_source: random.Random) -> Decimal:
    low, high = (Decimal(str(bound)) for bound in declared["amount"])
    # Most expenses are small: the square of a uniform draw leans to the low end.
    drawn = low + (high - low) * Decimal(str(random_source.random() ** 2))
    step = Decimal(str(declared.get("steps", "0.01")))
    return max(low, (drawn / step).to_integral_value() * step).quantize(Decimal("0.01"))
