"""What has been judged so far, kept beside the suite so that judging can go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from eval.importing.records import Asked
from index.home import replace_file
from ingest.errors import QuestionError, reason_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter

JUDGEMENTS = "judgements.json"
RIGHT = 2  # the grade of a clause that is what was asked for


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged of one question: the grade of each clause, or that nothing answers it."""

    asked: Asked
    grades: Mapping[str, int]
    abstain: bool = False

    @property
    def status(self) -> str:
        """Return what is right: to answer, to abstain, or either where clauses are related but none is it."""
        if RIGHT in self.grades.values():
            return "answered"
        return "either" if any(self.grades.values()) and not self.abstain else "abstained"


@cache
def _adapter() -> TypeAdapter[tuple[Judged, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Judged, ...])


def read_judgements(folder: Path) -> dict[str, Judged]:
    """Return what was recorded before by question id; raise QuestionError where it cannot be read."""
    path = folder / JUDGEMENTS
    try:
        found = _adapter().validate_json(path.read_bytes()) if path.exists() else ()
    except OSError as error:
        raise QuestionError(f"读不到“{path}”：{reason_of(error)}；请检查权限") from error
    except ValueError as error:
        raise QuestionError(f"“{path}”已损坏：请删去它，再把判过的表逐个重新记录") from error
    return {one.asked.id: one for one in found}


def write_judgements(folder: Path, judged: Iterable[Judged]) -> None:
    """Keep what is judged; raise OSError as the disk does."""
    replace_file(folder / JUDGEMENTS, _adapter().dump_json(tuple(judged), indent=1).decode() + "\n")
