"""Our own questions over policy text, written by reading, with what answers them and what does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from index.training.pretrained.collections import Place
from ingest.errors import SourceError

GRADES = {"yes": 1.0, "partly": 0.5, "no": 0.0}
VOICES = ("formal", "colloquial", "situation", "keywords")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its passage, whether that answers it (a key of GRADES), and how it speaks."""

    question: str
    place: Place
    answers: str
    voice: str


def read_asked() -> Iterator[Asked]:
    """Yield the questions that come with the package; raise SourceError with the line where one is broken."""
    table = files("index").joinpath("training", "data", "questions.jsonl")
    for number, line in enumerate(table.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            place = Place(row["collection"], row["document"], row["clause"])
            asked = Asked(row["question"], place, row["answers"], row["voice"])
            if asked.answers not in GRADES or asked.voice not in VOICES:
                raise ValueError(f"{asked.answers}, {asked.voice}")
        except (ValueError, KeyError) as error:
            raise SourceError(f"questions.jsonl 第 {number} 行有误：{error}；请改正") from error
        yield asked
