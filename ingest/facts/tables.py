"""Read the tables of domain knowledge that lie beside the modules, once each."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def toml_table(name: str) -> dict[str, object]:
    """Return the table ``tables/<name>.toml``; raise ValueError where it is not TOML."""
    return tomllib.loads(_read(f"{name}.toml"))


@cache
def csv_table(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of ``tables/<name>.csv`` without its header; lines that start with # are left out."""
    lines = [line for line in _read(f"{name}.csv").splitlines() if line and not line.startswith("#")]
    return tuple(tuple(row) for row in csv.reader(lines[1:]))


def word_lists(name: str) -> dict[str, tuple[str, ...]]:
    """Return a TOML table whose values are lists of words; raise ValueError for any other value."""
    lists = {}
    for key, value in toml_table(name).items():
        if not isinstance(value, list):
            raise ValueError(f"table {name}: {key} is not a list of words")
        lists[key] = tuple(str(word) for word in value)
    return lists


def any_of(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of the plain `words`, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def _read(file: str) -> str:
    return (files("ingest.facts") / "tables" / file).read_text(encoding="utf-8")
