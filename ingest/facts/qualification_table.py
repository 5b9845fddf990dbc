"""The table of qualifications as records: families, their keys, the ladders they stand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from ingest.facts.tables import toml_table


@dataclass(frozen=True, slots=True)
class Family:
    """A title or trait with its spellings; `keys` leads from a level ("" for none) to a key."""

    key: str
    kind: str
    names: tuple[str, ...]
    default: str
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rung:
    """Where a key stands: its ladder ("" for none), height, and whether its level is left open."""

    ladder: str
    height: float
    is_open: bool
    implies: tuple[str, ...]


@cache
def families() -> tuple[Family, ...]:
    """Return the families of the table in its order."""
    return tuple(_family(row) for row in _rows())


@cache
def rungs() -> dict[str, Rung]:
    """Return the rung of every key."""
    found: dict[str, Rung] = {}
    for row in _rows():
        family = _family(row)
        levels = _mapping(row, "levels")
        ladder = str(row.get("ladder", ""))
        implies = tuple(_strings(row, "implies"))
        for level, key in family.keys.items():
            height = levels.get(level, row.get("rung", 0))
            if not isinstance(height, int | float):
                raise ValueError(f"table qualifications: {key} has the rung {height!r}")
            found.setdefault(key, Rung(ladder, float(height), bool(levels) and not level, implies))
    return found


@cache
def level_words() -> dict[str, str]:
    """Return the level each word before a title stands for."""
    levels = toml_table("qualifications")["levels"]
    if not isinstance(levels, dict):
        raise ValueError("table qualifications: levels is not a table")
    return {str(word): str(level) for level, words in levels.items() for word in words}


@cache
def sizes() -> dict[str, frozenset[str]]:
    """Return the sizes (大型 中型 小型 微型) that each key of a size covers."""
    table = toml_table("qualifications")["sizes"]
    if not isinstance(table, dict):
        raise ValueError("table qualifications: sizes is not a table")
    return {str(key): frozenset(map(str, covered)) for key, covered in table.items()}


@cache
def opposites() -> tuple[frozenset[str], ...]:
    """Return the groups of keys of which an enterprise holds one at most."""
    groups = toml_table("qualifications")["words"]
    listed = groups.get("opposites") if isinstance(groups, dict) else None
    if not isinstance(listed, list):
        raise ValueError("table qualifications: opposites is not a list")
    return tuple(frozenset(map(str, group)) for group in listed)


def words(key: str) -> list[str]:
    """Return a list of words of the table; raise ValueError where there is none."""
    table = toml_table("qualifications")["words"]
    if not isinstance(table, dict):
        raise ValueError("table qualifications: words is not a table")
    return _strings(table, key)


def _rows() -> list[dict[str, object]]:
    rows = toml_table("qualifications")["family"]
    if not isinstance(rows, list):
        raise ValueError("table qualifications: family is not a list of tables")
    return rows


def _family(row: dict[str, object]) -> Family:
    key = str(row["key"])
    rename = _mapping(row, "rename")
    levels = _mapping(row, "levels")
    keys = {level: str(rename.get(level, level + key)) for level in levels}
    default = str(row.get("default", ""))
    if not default:
        keys[""] = key
    return Family(key, str(row.get("kind", "资质")), tuple(_strings(row, "names")), default, keys)


def _mapping(row: dict[str, object], name: str) -> dict[str, object]:
    value = row.get(name, {})
    if not isinstance(value, dict):
        raise ValueError(f"table qualifications: {row.get('key')}: {name} is not a table")
    return value


def _strings(row: dict[str, object], name: str) -> list[str]:
    value = row.get(name, [])
    if not isinstance(value, list):
        raise ValueError(f"table qualifications: {row.get('key')}: {name} is not a list")
    return [str(word) for word in value]
