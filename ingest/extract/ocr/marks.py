"""Mend the marks that recognition confuses in Chinese print, by what stands beside them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

_MOST_PASSES = 8
_HAN = re.compile("[㐀-鿿]")
_CLASSES = {
    "{han}": "[㐀-鿿]",
    "{numeral}": "[一二三四五六七八九十]",
    "{before}": "[㐀-鿿）》”’〉】〕％]",
}


def mended(line: str) -> str:
    """Return a line of recognised text with the marks and dashes as Chinese print has them.

    A line without a Chinese character is left as it was read, but for a few signs.
    """
    for _ in range(_MOST_PASSES):  # a mark that was mended may be what the next one is told by
        before = line
        chinese = bool(_HAN.search(line))
        for find, put, anywhere in _mends():
            line = find.sub(put, line) if chinese or anywhere else line
        if line == before:
            break
    return line


@cache
def _mends() -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return tuple(
        (re.compile(_filled(row["find"])), row["put"], row.get("anywhere", False)) for row in table["mend"]
    )


def _filled(pattern: str) -> str:
    for name, characters in _CLASSES.items():
        pattern = pattern.replace(name, characters)
    return pattern
