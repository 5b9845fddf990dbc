"""Make suites of documents that no model was trained on: ``python -m eval.unseen REAL TRAINING --out DIR``.

REAL holds the guide, the State Council texts and policy_qa, TRAINING the statutes. DIR/home gets all of them;
the suites ask of one document in five, told by its name: `policy_qa` the real questions, `asked` our own that
a passage answers. One half, `…-fit`, is for fitting thresholds and weights; figures are told of the other.
Then ``huice eval run DIR/policy_qa DIR/asked --home DIR/home --out OUT``.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.building import build_home
from api.console.progress import progress
from eval.suite import JudgedClause, write_suite
from index.models.loading import load_encoder
from index.search import KnowledgeBase
from index.training.pretrained.collections import (
    LAWS,
    POLICY_QA,
    STATE,
    Place,
    is_fitting,
    is_validation,
    policy_qa,
    read_laws,
    twins,
)
from index.training.pretrained.questions import Asked, read_asked
from ingest.errors import HuiceError
from ingest.records import Clause

AS_OF = "2020-03-01"  # when the questions of policy_qa were asked
_BLANK = re.compile(r"\s+")
_NAMED = 20  # characters of an answer that name the clause
_RIGHT = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and the clauses that answer it, or one that looks as if it did and does not."""

    id: str
    question: str
    kind: str
    clauses: tuple[str, ...]
    as_of: str | None = None


def sources_of(real: Path, training: Path, out: Path) -> list[Path]:
    """Write policy_qa as texts and the statutes asked of as a collection; return all to be read."""
    texts = out / "texts"
    texts.mkdir(parents=True, exist_ok=True)
    for identity, text in policy_qa(real):
        (texts / f"{identity}.txt").write_text(text, encoding="utf-8")
    titles = frozenset(one.place.document for one in read_asked() if one.place.collection == LAWS)
    laws = out / "laws.jsonl"
    with laws.open("w", encoding="utf-8") as file:
        for at, law in enumerate(read_laws(training, titles)):
            row = {"id": f"{at}{law.place.clause}", "title": law.place.document, "text": law.text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return [texts, *sorted(real.glob("*.pdf")), *sorted((real / STATE).glob("*.html")), laws]


class Places:
    """Finds the clauses of a base by where our questions say that they stand."""

    def __init__(self, kb: KnowledgeBase, real: Path) -> None:
        """Read all clauses once."""
        self._texts = dict(policy_qa(real))
        self._by_document: dict[str, list[Clause]] = {}
        titles = {row.id: row for row in kb.documents}
        for clause in kb.clauses():
            row = titles[clause.document_id]
            stem = Path(row.source).stem
            for name in {stem, row.title or ""} if stem in self._texts else {row.title or ""}:
                self._by_document.setdefault(name, []).append(clause)

    def clauses(self, place: Place) -> tuple[str, ...]:
        """Return the ids of the clauses at a place, none where it cannot be found."""
        if place.collection == POLICY_QA:
            start, end = map(int, place.clause.split("-"))
            return self.holding(place.document, _middle(self._texts[place.document][start:end]))
        clauses = self._by_document.get(place.document, ())
        if place.collection == LAWS:
            return tuple(c.id for c in clauses if re.fullmatch(rf"\d+{place.clause}", _own(c)))
        return tuple(c.id for c in clauses if _own(c) == place.clause)

    def holding(self, document: str, words: str) -> tuple[str, ...]:
        """Return the ids of the clauses of a document that hold `words`, white space aside."""
        wanted = _BLANK.sub("", words)
        return tuple(c.id for c in self._by_document.get(document, ()) if wanted in _BLANK.sub("", c.text))


def _own(clause: Clause) -> str:
    return clause.id.partition("#")[2]


def _middle(text: str) -> str:
    bare = _BLANK.sub("", text)
    at = max(0, (len(bare) - _NAMED) // 2)
    return bare[at : at + _NAMED]


def policy_qa_judged(real: Path, places: Places, apart: frozenset[str]) -> Iterator[tuple[str, Judged]]:
    """Yield document and question of policy_qa with the clauses that answer, of validation documents.

    Those in `apart` are left out.
    """
    rows = (real / POLICY_QA / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, rows):
        if is_validation(row["docid"]) and row["docid"] not in apart:
            words = _BLANK.sub("", row["answer"])[:_NAMED]
            found = places.holding(row["docid"], words)
            if found:
                yield row["docid"], Judged(str(row["id"]), row["question"], "other", found, AS_OF)


def asked_judged(places: Places, apart: frozenset[str], answers: str) -> Iterator[tuple[Asked, Judged]]:
    """Yield our own questions of validation documents that are so answered, with their clauses."""
    for number, one in enumerate(read_asked()):
        document = one.place.document
        if one.answers == answers and is_validation(document) and document not in apart:
            found = places.clauses(one.place)
            if found:
                yield one, Judged(f"q{number}", one.question, one.voice, found)


def write(folder: Path, judged: Sequence[Judged], kb: KnowledgeBase) -> None:
    """Write a suite whose right clauses stand in `kb`."""
    rows = {row.id: row for row in kb.documents}
    clauses = [kb.clause(each) for each in dict.fromkeys(c for one in judged for c in one.clauses)]
    write_suite(
        folder,
        (
            {"id": one.id, "question": one.question, "kind": one.kind}
            | ({"as_of": one.as_of} if one.as_of else {})
            for one in judged
        ),
        {one.id: dict.fromkeys(one.clauses, _RIGHT) for one in judged},
        judged=[
            JudgedClause(
                c.id, Path(rows[c.document_id].source).name, rows[c.document_id].title or "", c.path, c.text
            )
            for c in clauses
        ],
        readme=f"# {folder.name}\n\n由 `python -m eval.unseen` 生成；文件没有用来训练过任何模型。\n",
        overwrite=True,
    )


def make(real: Path, training: Path, out: Path, encoder: Path | None) -> Mapping[str, int]:
    """Build the home and write the suites; return how many questions each has."""
    with progress() as show:
        build_home(out / "home", sources_of(real, training, out), encoder=encoder, progress=show)
    counts = {}
    with KnowledgeBase.open(out / "home", load_encoder(encoder)) as kb:
        places = Places(kb, real)
        apart = twins(real)
        qa = list(policy_qa_judged(real, places, apart))
        own = list(asked_judged(places, apart, "yes"))
        suites = {
            "policy_qa": [one for document, one in qa if not is_fitting(document)],
            "policy_qa-fit": [one for document, one in qa if is_fitting(document)],
            "asked": [one for asked, one in own if not is_fitting(asked.place.document)],
            "asked-fit": [one for asked, one in own if is_fitting(asked.place.document)],
        }
        for name, judged in suites.items():
            write(out / name, judged, kb)
            counts[name] = len(judged)
    return counts


def main(argv: Sequence[str]) -> int:
    """Run the program and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.unseen", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("real", type=Path)
    parser.add_argument("training", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--encoder", type=Path)
    given = parser.parse_args(argv)
    try:
        counts = make(given.real, given.training, given.out, given.encoder)
    except HuiceError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    for name, count in counts.items():
        print(f"{given.out / name}：{count} 题")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
