"""Reads a package folder and writes one. YAML is read strictly: no tags, no duplicate keys, limited in size."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import yaml

from xieyun.packages.declarations import Declaration, Package
from xieyun.packages.errors import PackageUnreadable

MAXIMUM_FILE: Final = 2 * 1024 * 1024
MAXIMUM_FILES: Final = 2_000
KEPT_FOLDERS: Final = ("demo", "documents", "tests", "pages", "i18n")


class _Loader(yaml.SafeLoader):
    """YAML without duplicate keys; dates stay text, as JSON has it."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    pairs = [(str(_key(loader, key)), loader.construct_object(value, deep=True)) for key, value in node.value]
    found = dict(pairs)
    if len(found) != len(pairs):
        line = node.start_mark.line + 1
        raise yaml.constructor.ConstructorError(None, None, f"a key is given twice near line {line}", node.start_mark)
    return found


def _key(loader: _Loader, node: yaml.Node) -> Any:
    key = loader.construct_object(node, deep=True)
    # YAML 1.1 reads the bare words on, off, yes and no as booleans: as keys they are words.
    return node.value if isinstance(key, bool) and isinstance(node, yaml.ScalarNode) else key


def _text_of(loader: _Loader, node: yaml.Node) -> str:
    return str(node.value)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _text_of)


def parse(text: str, name: str) -> Any:
    """The value of a YAML text. Raises PackageUnreadable naming file and line."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506 -- a SafeLoader
    except (yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())[:300] or "nested too deeply"
        raise PackageUnreadable(
            file=name, reason_zh=f"YAML 有误：{reason}", reason_en=f"wrong YAML: {reason}"
        ) from None


def read_package(folder: Path) -> Package:
    """The package in a folder. Raises PackageUnreadable."""
    if not (folder / "app.yaml").is_file():
        raise PackageUnreadable(file=str(folder), reason_zh="没有 app.yaml", reason_en="there is no app.yaml")
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    if len(paths) > MAXIMUM_FILES:
        raise PackageUnreadable(file=str(folder), reason_zh="文件太多", reason_en="too many files")
    texts = {path.relative_to(folder).as_posix(): _text(path) for path in paths}
    manifest = parse(texts["app.yaml"], "app.yaml")
    if not isinstance(manifest, dict):
        raise PackageUnreadable(file="app.yaml", reason_zh="须为一个对象", reason_en="it must be a mapping")
    return Package(
        manifest=manifest,
        objects=_with_numbers(_by_code(texts, "objects/"), _one(texts, "numbers.yaml")),
        ledgers=_listed(texts, "ledgers.yaml"),
        decisions=_by_code(texts, "decisions/"),
        processes={
            name.removeprefix("processes/"): text.encode()
            for name, text in texts.items()
            if name.startswith("processes/") and name.endswith(".bpmn")
        },
        roles=_listed(texts, "roles.yaml"),
        files={name: text for name, text in texts.items() if name.partition("/")[0] in KEPT_FOLDERS},
    )


def _text(path: Path) -> str:
    if path.stat().st_size > MAXIMUM_FILE:
        raise PackageUnreadable(file=path.name, reason_zh="文件超过 2 MiB", reason_en="the file is larger than 2 MiB")
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise PackageUnreadable(file=path.name, reason_zh="不是 UTF-8 文本", reason_en="not UTF-8 text") from None


def _one(texts: Mapping[str, str], name: str) -> Any:
    return parse(texts[name], name) if name in texts else None


def _by_code(texts: Mapping[str, str], folder: str) -> dict[str, Declaration]:
    found: dict[str, Declaration] = {}
    for name, text in texts.items():
        if name.startswith(folder) and name.endswith((".yaml", ".yml", ".json")):
            _add(found, parse(text, name), name)
    return found


def _listed(texts: Mapping[str, str], name: str) -> dict[str, Declaration]:
    found: dict[str, Declaration] = {}
    for declared in _one(texts, name) or ():
        _add(found, declared, name)
    return found


def _add(found: dict[str, Declaration], declared: Any, name: str) -> None:
    code = declared.get("code") if isinstance(declared, dict) else None
    if not isinstance(code, str) or code in found:
        raise PackageUnreadable(
            file=name, reason_zh=f"需要唯一的 code（{code!r}）", reason_en=f"a unique code is needed ({code!r})"
        )
    found[code] = declared


def _with_numbers(objects: dict[str, Declaration], numbers: Any) -> dict[str, Declaration]:
    """Objects whose serial numbers have got what numbers.yaml says of them."""
    for path, numbering in (numbers or {}).items():
        code, _, field_code = str(path).rpartition(".")
        fields = objects.get(code, {}).get("fields") or []
        target = next((one for one in fields if one.get("code") == field_code), None)
        if target is None:
            raise PackageUnreadable(file="numbers.yaml", reason_zh=f"没有字段 {path}", reason_en=f"no field {path}")
        target["numbering"] = numbering
    return objects


class _Dumper(yaml.SafeDumper):
    """YAML for people and diffs: block style, short leaf mappings in one line."""


def _represent_text(dumper: _Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", str(value)))
_Dumper.add_representer(dt.date, lambda dumper, value: _represent_text(dumper, value.isoformat()))


def write_yaml(value: Any) -> str:
    """`value` as YAML in the order of its keys."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120, default_flow_style=None)


def write_package(package: Package, folder: Path) -> list[str]:
    """Write the package's files and return their names. Files of the folder that are not named stay."""
    written: dict[str, bytes] = {"app.yaml": write_yaml(_sorted(package.manifest)).encode()}
    numbers: dict[str, Any] = {}
    for code, declared in package.objects.items():
        name = f"objects/{code.rpartition('.')[2]}.yaml"
        written[name] = write_yaml(_without_numbers(code, declared, numbers)).encode()
    if numbers:
        written["numbers.yaml"] = write_yaml(numbers).encode()
    if package.ledgers:
        written["ledgers.yaml"] = write_yaml(list(package.ledgers.values())).encode()
    for code, declared in package.decisions.items():
        written[f"decisions/{code.rpartition('.')[2]}.yaml"] = write_yaml(declared).encode()
    if package.roles:
        written["roles.yaml"] = write_yaml(list(package.roles.values())).encode()
    written |= {f"processes/{name}": xml for name, xml in package.processes.items()}
    written |= {name: text.encode() for name, text in package.files.items()}
    for name, content in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return sorted(written)


def _sorted(manifest: Declaration) -> dict[str, Any]:
    order = ("id", "version", "title", "description", "requires", "processes")
    return {key: manifest[key] for key in (*order, *sorted(set(manifest) - set(order))) if key in manifest}


def _without_numbers(code: str, declared: Declaration, numbers: dict[str, Any]) -> dict[str, Any]:
    plain = dict(declared)
    plain["fields"] = [dict(field) for field in declared.get("fields") or ()]
    for field in plain["fields"]:
        if "numbering" in field:
            numbers[f"{code}.{field['code']}"] = field.pop("numbering")
    return plain
