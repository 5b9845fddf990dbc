"""The measures there are, each with its Chinese title, its definition and where it comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Group = Literal["retrieval", "answer", "verdict", "abstention", "cost"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured; how, is in `eval.ranking`, `eval.answering` and `eval.confidence`.

    `safety`: any drop fails the gate, significant or not. `main`: shown first and compared between systems.
    The group cost, verdict_macro, aurc and ece are figures of a system as a whole, all others have one for
    each question.
    """

    name: str
    title: str
    definition: str
    source: str
    group: Group
    higher_is_better: bool = True
    safety: bool = False
    main: bool = False

    def gain(self, before: float, after: float) -> float:
        """Return how much better `after` is, negative where it is worse."""
        return after - before if self.higher_is_better else before - after


@dataclass(frozen=True, slots=True)
class Method:
    """How it is told how sure a figure is, see `eval.statistics`."""

    name: str
    title: str
    definition: str
    source: str


_TABLE = tomllib.loads(Path(__file__).with_name("measures.toml").read_text(encoding="utf-8"))

# In order of display.
MEASURES: Mapping[str, Measure] = {row["name"]: Measure(**row) for row in _TABLE["measure"]}
METHODS: Mapping[str, Method] = {row["name"]: Method(**row) for row in _TABLE["method"]}
