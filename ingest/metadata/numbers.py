"""One form for the number of a document, however widths, brackets and the names of decrees are written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from ingest.numerals import fold

ORDERED = re.compile(r"(?P<name>[一-龥]{2,30}令)(?P<rest>[\[(第].*)")


@cache
def _orders() -> tuple[Mapping[str, str], tuple[str, ...]]:
    source = resources.files("ingest").joinpath("tables/numbers.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    return table["orders"], tuple(table["drop"]["prefixes"])


def short_number(number: str) -> str:
    """Return `number` with the name of a decree given short: 中华人民共和国国务院令第7号 as 国令第7号."""
    found = ORDERED.fullmatch(number)
    if found is None:
        return number
    orders, prefixes = _orders()
    name = orders.get(found["name"])
    if name is None:
        name = found["name"]
        for prefix in prefixes:
            name = name.removeprefix(prefix) if len(name) > len(prefix) + 2 else name
    return name + found["rest"]


def with_short_orders(text: str) -> str:
    """Return `text` with the long names of decrees given short wherever a number follows."""
    for name, short in sorted(_orders()[0].items(), key=lambda row: -len(row[0])):
        text = text.replace(f"{name}第", f"{short}第").replace(f"{name}（第", f"{short}（第")
    return text


def comparable_number(number: str) -> str:
    """Return one form for all ways of writing a number: 某发（2019）第5号 and 某发〔2019〕5号 are alike."""
    plain = re.sub(r"\s", "", fold(number)).replace("(", "[").replace(")", "]")
    plain = re.sub(r"(?<=[\]年])第(?=\d)", "", plain)
    return re.sub(r"(?<=\D)0+(?=\d)", "", short_number(plain.replace("[第", "第").strip("[]")))
