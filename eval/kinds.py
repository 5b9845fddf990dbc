"""What the kinds of question are called where people read them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


def kind_name(kind: str) -> str:
    """Return the Chinese name of a kind of ours, any other as it is written."""
    return _names().get(kind, kind)


@cache
def _names() -> Mapping[str, str]:
    return {key: str(name) for key, name in tomllib.loads(_TABLE.read_text(encoding="utf-8")).items()}


_TABLE = Path(__file__).with_suffix(".toml")
