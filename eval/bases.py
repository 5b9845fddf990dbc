"""The knowledge bases that systems search: the user's home or a suite's own collection, by any encoder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from api.console.progress import Progress
from eval.suite import Suite
from index.build import build
from index.models import Encoder, Reranker
from index.models.loading import load_encoder, load_reranker, shipped_encoder
from index.search import KnowledgeBase
from index.snapshot import current
from ingest.collection import read_collection
from ingest.errors import HomeError
from ingest.pipeline import facts_of
from ingest.records import Document, Facts


@dataclass(frozen=True, slots=True)
class Base:
    """An opened knowledge base, the encoder it was made with; `build_s` is 0 where it stood already."""

    kb: KnowledgeBase
    encoder: Encoder
    encoder_folder: Path
    home: Path
    build_s: float

    @property
    def index_mb(self) -> float:
        """Return the size of the generation on disk."""
        found = current(self.home)
        return _megabytes(found[0]) if found else 0.0

    @property
    def model_mb(self) -> float:
        """Return the size of the encoder on disk."""
        return _megabytes(self.encoder_folder)


class Bases:
    """Opens each base once, builds those that are missing under `folder`; close it when done."""

    def __init__(self, home: Path, folder: Path, progress: Progress) -> None:
        self._home = home
        self._folder = folder
        self._progress = progress
        self._opened: dict[tuple[Path | None, str, Path | None], Base] = {}
        self._judge: Reranker | None = None

    def close(self) -> None:
        """Close every base."""
        for base in self._opened.values():
            base.kb.close()

    def open(self, suite: Suite, encoder: Path | None, reranker: Path | None = None) -> Base:
        """Return the base that `suite` is put to, made with the encoder in a folder (None: the shipped one).

        A `reranker` judges what is found in it.

        Raises HomeError or SourceError where it cannot be opened or built.
        """
        folder = (encoder or shipped_encoder()).resolve()
        model = load_encoder(folder)
        key = (suite.collection, model.fingerprint, reranker)
        if key not in self._opened:
            self._judge = load_reranker(reranker) if reranker else None
            self._opened[key] = (
                self._collection(suite, model, folder) if suite.collection else self._users(model, folder)
            )
        return self._opened[key]

    def _collection(self, suite: Suite, model: Encoder, folder: Path) -> Base:
        home = self._folder / f"{suite.name}-{model.fingerprint[:8]}"
        path = suite.collection or home
        answered = any(question.judgement for question in suite.questions)
        read = facts_of if answered else _none
        documents = ((document, read(document)) for document in read_collection(path, path.name))
        return self._built(home, documents, model, folder)

    def _users(self, model: Encoder, folder: Path) -> Base:
        try:
            return Base(KnowledgeBase.open(self._home, model, self._judge), model, folder, self._home, 0.0)
        except HomeError:
            if (made := current(self._home) if self._home.is_dir() else None) is None or made[
                1
            ].contents.model == model.fingerprint:
                raise
        home = self._folder / f"home-{model.fingerprint[:8]}"
        return self._built(home, _documents(self._home), model, folder)

    def _built(
        self,
        home: Path,
        documents: Iterable[tuple[Document, tuple[Facts, ...]]],
        model: Encoder,
        folder: Path,
    ) -> Base:
        started = perf_counter()
        build(home, documents, model, lambda stage, done: self._progress(f"建库：{stage}", done, None))
        seconds = perf_counter() - started
        return Base(KnowledgeBase.open(home, model, self._judge), model, folder, home, seconds)


def _none(document: Document) -> tuple[Facts, ...]:
    """Return no facts: where no answer is judged a collection is only searched."""
    return tuple(Facts() for _ in document.clauses)


def _documents(home: Path) -> Iterator[tuple[Document, tuple[Facts, ...]]]:
    """Yield what stands in a home that another encoder made."""
    found = current(home)
    if found is None:
        return
    from index.store import STORE_FILE, Store

    store = Store(found[0] / STORE_FILE)
    try:
        for row in store.documents():
            document = store.document(row.id)
            yield document, facts_of(document)
    finally:
        store.close()


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def source_names(kb: KnowledgeBase) -> Mapping[str, str]:
    """Return the bare name of the file that each document was read from."""
    return {row.id: Path(row.source).name for row in kb.documents}
