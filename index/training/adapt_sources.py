"""What an encoder is adapted to: the documents of a home, and pairs from judged questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

from index.home import check_home
from index.snapshot import current, damaged, verify
from index.store import STORE_FILE, Store
from ingest.errors import HomeError
from ingest.records import Document


def home_documents(home: Path) -> Iterator[Document]:
    """Yield the documents of the current generation, whatever encoder it was built with.

    Raises HomeError when the folder is not ours, nothing was built or a file is damaged.
    """
    check_home(home)
    found = current(home)
    if found is None:
        raise HomeError(f"知识库 {home} 还是空的；请先运行 huice build --home {home}")
    verify(home, *found)
    try:
        store = Store(found[0] / STORE_FILE)
    except (OSError, ValueError, sqlite3.Error) as error:
        raise damaged(home, f"{found[0].name} 无法载入（{error}）") from error
    try:
        for row in store.documents():
            yield store.document(row.id)
    finally:
        store.close()


def labelled_pairs(
    questions: Mapping[str, str],
    grades: Mapping[str, Mapping[str, int]],
    texts: Mapping[str, str],
    least: int = 1,
) -> list[tuple[str, str]]:
    """Return question and clause text for each judgement of at least the grade `least`.

    `questions` are texts by question id, `grades` the judgements by question and clause id, `texts` the
    clauses by the same clause id. A question or a clause that is not there any more is passed over.
    """
    return [
        (questions[question], texts[clause])
        for question, judged in grades.items()
        if question in questions
        for clause, grade in judged.items()
        if grade >= least and clause in texts
    ]
