"""The shapes of lines: what opens a block, what ends a sentence, what is prose and what a heading."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("tables") / "shapes.toml"
TERMINALS = "。！？；：!?;:…"
CLOSERS = "”’」』）)】》〕〉\"'"
PROSE_MARKS = re.compile("[，。；！？]|,(?=[一-鿿])")
NEVER_FIRST = "，。、；：！？）》”’】〕」』％%,;:!?)]"
NEVER_LAST = "，、,（(《“‘【〔「『"
LONGEST_HEADING = 40  # characters; a longer line without punctuation is no heading
FINAL = re.compile(f"[{TERMINALS}][{re.escape(CLOSERS)}]*$")
# A sentence, then a bracket to its end: "……。（责任单位：市经信局，各县（市、区）人民政府）"
FINAL_BRACKET = re.compile(
    r"[。；！？]\s*[（(【〔［\[](?:[^（()）]|[（(][^（()）]*[）)]){2,300}[）)】〕］\]]$"
)
OPEN_TITLE = re.compile("《[^》]{0,60}$|[（(][^）)]{0,60}$|〔[^〕]{0,60}$|【[^】]{0,60}$")


@dataclass(frozen=True, slots=True)
class Shapes:
    """The compiled table of shapes; `weak` includes `strong`."""

    strong: re.Pattern[str]
    weak: re.Pattern[str]
    label: re.Pattern[str]
    closed_label: re.Pattern[str]
    date: re.Pattern[str]
    run_in: re.Pattern[str]
    bracketed: re.Pattern[str]
    salutation: re.Pattern[str]
    number: re.Pattern[str]
    titled: re.Pattern[str]


@cache
def shapes() -> Shapes:
    """Load the table of shapes."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    strong, weak = table.pop("strong"), table.pop("weak")
    return Shapes(
        strong=re.compile("|".join(f"(?:{row})" for row in strong)),
        weak=re.compile("|".join(f"(?:{row})" for row in [*strong, *weak])),
        **{name: re.compile(pattern) for name, pattern in table.items()},
    )


def is_finished(text: str) -> bool:
    """Say whether `text` ends as a sentence does, closing quotes and a bracket after the stop included."""
    return bool(FINAL.search(text[-20:]) or FINAL_BRACKET.search(text[-320:]) or is_bracketed(text))


def is_bracketed(text: str) -> bool:
    """Say whether all of `text` stands in one pair of brackets."""
    return bool(shapes().bracketed.match(text))


def is_own_line(text: str) -> bool:
    """Say whether `text` is a line of a document's frame: number, date, address, field, draft mark."""
    table = shapes()
    return any(
        shape.match(text)
        for shape in (table.number, table.date, table.salutation, table.closed_label, table.bracketed)
    )


def is_open(text: str) -> bool:
    """Say whether `text` cannot end here: a comma, or a title or bracket that is not closed."""
    return text[-1] in NEVER_LAST or bool(OPEN_TITLE.search(text[-62:]))


def is_prose(text: str) -> bool:
    """Say whether `text` has the punctuation of sentences."""
    return bool(PROSE_MARKS.search(text))


def is_heading(text: str) -> bool:
    """Say whether `text` is short and without the punctuation of sentences."""
    return len(text) <= LONGEST_HEADING and not is_prose(text) and not FINAL.search(text)


def is_tabular(text: str) -> bool:
    """Say whether `text` is a row of cells."""
    return "\t" in text or " | " in text or text.startswith("|")
