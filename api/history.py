"""The versions of each policy in a knowledge base, when they came, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from api.current import current_store
from api.views import document_view
from index.journal import entries, present
from index.store import DocumentRow, Store
from ingest.errors import NotFoundError
from ingest.relations import ISSUED, NEWER
from ingest.versions import revisions, signature_of
from ingest.versions.clause_diff import DocumentDiff, diff


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a policy; `latest` says that no newer one is there."""

    version: int
    id: str
    title: str | None
    issued_on: date | None
    added_at: datetime | None
    source: str
    status: str
    latest: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Documents that came or went at one time; the title of what is gone is gone with it."""

    at: datetime
    action: str  # add | remove
    documents: tuple[str, ...]
    titles: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Every policy with more than one version, each oldest version first, and the changes of the base."""

    lineages: tuple[tuple[Version, ...], ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Lineages:
    """Which version of its policy each document is: `older` and `newer` ids, and the version's number."""

    newer: Mapping[str, str]
    older: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]]) -> Lineages:
        """Take the pairs of older and newer ids apart."""
        older: dict[str, tuple[str, ...]] = {}
        for old, new in pairs:
            older[new] = (*older.get(new, ()), old)
        return cls(dict(pairs), older)

    def number(self, document_id: str) -> int:
        """Return the number of a version, 1 for the oldest."""
        return len(list(self._backwards(document_id)))

    def members(self, document_id: str) -> list[str]:
        """Return the versions of the policy that a document belongs to, oldest first, itself included."""
        last, seen = document_id, {document_id}
        while last in self.newer and self.newer[last] not in seen:
            last = self.newer[last]
            seen.add(last)
        return [one for version in reversed(list(self._backwards(last))) for one in version]

    def _backwards(self, document_id: str) -> Iterator[list[str]]:
        """Yield the ids of each version from that of a document back to the oldest."""
        version, seen = [document_id], {document_id}
        while version:
            yield version
            version = [old for one in version for old in self.older.get(one, ()) if old not in seen]
            seen.update(version)


def lineages_of(store: Store) -> Lineages:
    """Return the versions among the documents of a store.

    The store says which document is whose new version; where the newer one says itself that it repeals or
    replaces the older, that is what the store keeps, and whether they are versions is judged again.
    """
    rows = {row.id: row for row in store.documents()}
    nearest: dict[str, DocumentRow] = {}
    for row in rows.values():
        ends = [each for each in row.ended if each.relation != ISSUED]
        known = [each.by_id for each in ends if each.relation == NEWER]
        by = known or [each.by_id for each in ends if _is_revision(store, row.id, each.by_id)]
        if by:
            nearest[row.id] = min((rows[one] for one in by), key=_arrival)
    return Lineages.of([(old, new.id) for old, new in nearest.items()])


def _is_revision(store: Store, old: str, new: str) -> bool:
    signatures = [signature_of(store.document(one)) for one in (old, new)]
    return revisions(signatures) == [(old, new)]


def _arrival(row: DocumentRow) -> tuple[date, int]:
    issued = row.metadata.issued_on
    return (issued.value if issued else date.max, row.number)


def history(home: Path, as_of: date | None = None) -> History:
    """Return the policies with more than one version and the changes of a home; raise HomeError."""
    with current_store(home) as (store, _):
        rows, lineages = store.documents(), lineages_of(store)
    times = present(entries(home))
    latest = [row.id for row in rows if row.id in lineages.older and row.id not in lineages.newer]
    found = tuple(_versions(lineages, one, rows, times, as_of or date.today()) for one in latest)
    titles = {row.id: row.title or None for row in rows}
    changes = tuple(
        Change(each.at, each.action, each.documents, tuple(titles.get(one) for one in each.documents))
        for each in entries(home)
    )
    return History(found, changes)


def versions_of(home: Path, document_id: str, as_of: date | None = None) -> tuple[Version, ...]:
    """Return the versions of the policy that a document belongs to; raise NotFoundError, HomeError."""
    with current_store(home) as (store, _):
        rows, lineages = store.documents(), lineages_of(store)
    if all(row.id != document_id for row in rows):
        raise missing(document_id)
    times = present(entries(home))
    return _versions(lineages, document_id, rows, times, as_of or date.today())


def _versions(
    lineages: Lineages,
    document_id: str,
    rows: Sequence[DocumentRow],
    times: Mapping[str, datetime],
    day: date,
) -> tuple[Version, ...]:
    views = {row.id: document_view(row, day) for row in rows}
    return tuple(
        Version(
            version=lineages.number(one),
            id=one,
            title=views[one].title,
            issued_on=views[one].issued_on,
            added_at=times.get(one),
            source=views[one].source,
            status=views[one].status,
            latest=one not in lineages.newer,
        )
        for one in lineages.members(document_id)
    )


def compare(home: Path, old: str, new: str | None = None) -> DocumentDiff:
    """Compare two documents of a home, or one with the version before it.

    Raises NotFoundError where a document, or a version before it, is not there, and HomeError.
    """
    with current_store(home) as (store, _):
        if new is None:
            before = lineages_of(store).older.get(old, ()) if _has(store, old) else ()
            if not before and _has(store, old):
                raise NotFoundError(f"文件 {old} 没有更早的版本。请给出两个文件编号，如 huice diff 旧 新。")
            old, new = (before[0] if before else old), old
        for one in (old, new):
            if not _has(store, one):
                raise missing(one)
        return diff(store.document(old), store.document(new))


def _has(store: Store, document_id: str) -> bool:
    try:
        store.document(document_id)
    except KeyError:
        return False
    return True


def missing(document_id: str) -> NotFoundError:
    """Return the error for a document that is not there."""
    return NotFoundError(f"知识库里没有文件 {document_id}。用 huice documents 查看文件编号。")
