"""Which documents are ended by others: repealed, replaced, issued after their draft, published anew.

What a document says of others ends *them*, never itself. A citation is led back to a document by its number
first, else by its whole title, and only where issuer, region and day do not speak against it: to leave a
repealed document standing is bad, to strike one that is in force is worse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.metadata.kinds import group_of
from ingest.metadata.numbers import comparable_number
from ingest.records import Document, Facts, Region
from ingest.relations.claims import Claim, claims_of
from ingest.relations.extensions import EXTENDED, Extension, extensions_of
from ingest.relations.names import (
    asks_for_opinions,
    comparable,
    names_of,
    same_body,
    without_draft,
    without_issuers,
)
from ingest.relations.yearly import FOLLOWED, followed_by
from ingest.structure.frame import TITLE
from ingest.validity import DRAFT

ISSUED, NEWER = "正式印发", "新版本"
DISTINCTIVE = 10  # characters of a title that tells its document without a place


@dataclass(frozen=True, slots=True)
class Ended:
    """What the document `by_id` does to `document_id`, from the day `on`; None where no day is known.

    `relation`: 废止 | 代替 | 修订 | 正式印发 | 新版本 | 延期 | 接续. `clause_id` is the clause that says so,
    None where it follows from the documents as a whole. `until` is the new last day of a 延期.
    """

    document_id: str
    by_id: str
    by_title: str
    relation: str
    on: date | None
    clause_id: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """What is needed of a document to relate it to others; names and number are made comparable."""

    id: str
    title: str
    names: frozenset[str]
    number: str | None
    issuers: tuple[str, ...]
    region: Region | None
    issued_on: date | None
    effective_from: date | None
    draft: bool
    evidence: bool
    claims: tuple[Claim, ...] = ()
    expires_on: date | None = None
    extensions: tuple[Extension, ...] = ()

    @property
    def dated(self) -> date | None:
        """Return the day it was issued, else the day it takes effect."""
        return self.issued_on or self.effective_from


def paper_of(document: Document, facts: Sequence[Facts]) -> Paper:
    """Return what relates a document to others; drafts, news and replies end nothing."""
    said = document.metadata
    title = said.title.value if said.title else ""
    draft = asks_for_opinions(title) or (said.stated_status is not None and said.stated_status.value == DRAFT)
    evidence = said.kind is not None and group_of(said.kind.value) == "evidence"
    return Paper(
        id=document.id,
        title=title,
        names=names_of(title),
        number=comparable_number(said.doc_number.value) if said.doc_number else None,
        issuers=tuple(issuer.value for issuer in said.issuers),
        region=said.region.value if said.region else None,
        issued_on=said.issued_on.value if said.issued_on else None,
        effective_from=said.effective_from.value if said.effective_from else None,
        draft=draft,
        evidence=evidence,
        claims=() if draft or evidence else claims_of(document.clauses, facts),
        expires_on=said.expires_on.value if said.expires_on else None,
        extensions=() if draft or evidence else extensions_of(document.clauses, facts, title),
    )


def relations(papers: Sequence[Paper], revisions: Iterable[tuple[str, str]] = ()) -> tuple[Ended, ...]:
    """Return what documents do to each other, in the order of those that are ended.

    `revisions` are the pairs (older id, newer id) of versions of one document.
    """
    shelf = _Shelf(papers)
    found = [ended for paper in papers for claim in paper.claims for ended in shelf.ended(paper, claim)]
    found += (
        ended for paper in papers for each in paper.extensions for ended in shelf.prolonged(paper, each)
    )
    found += (ended for paper in papers if paper.draft for ended in shelf.issued(paper))
    calls = [paper for paper in papers if not (paper.draft or paper.evidence)]
    found += (Ended(old.id, new.id, new.title, FOLLOWED, new.issued_on) for old, new in followed_by(calls))
    by_id = {paper.id: paper for paper in papers}
    told = {(each.document_id, each.by_id) for each in found}
    for older, newer in revisions:
        if (older, newer) not in told and older in by_id and newer in by_id:
            by = by_id[newer]
            found.append(Ended(older, newer, by.title, NEWER, by.effective_from or by.issued_on))
    place = {paper.id: at for at, paper in enumerate(papers)}
    return tuple(sorted(_once(found), key=lambda each: (place[each.document_id], place[each.by_id])))


def _once(found: Sequence[Ended]) -> Iterator[Ended]:
    """Yield what one document does to another once, however often it says so: as its body says it."""
    said: dict[tuple[str, str, str], Ended] = {}
    for each in found:
        key = (each.document_id, each.by_id, each.relation)
        if key not in said or _in_title(said[key]):
            said[key] = each
    yield from said.values()


def _in_title(ended: Ended) -> bool:
    return ended.clause_id is not None and ended.clause_id.endswith(f"#{TITLE}")


class _Shelf:
    """Documents by number and by name."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._numbered: Mapping[str, list[Paper]] = defaultdict(list)
        self._named: Mapping[str, list[Paper]] = defaultdict(list)
        for paper in papers:
            if paper.number:
                self._numbered[paper.number].append(paper)
            for name in paper.names:
                self._named[name].append(paper)

    def ended(self, by: Paper, claim: Claim) -> Iterator[Ended]:
        """Yield what `by` ends with a claim."""
        day = claim.on or by.effective_from or by.issued_on
        for paper in self._meant(by, claim):
            yield Ended(paper.id, by.id, by.title, claim.relation, day, claim.clause_id)

    def prolonged(self, by: Paper, extension: Extension) -> Iterator[Ended]:
        """Yield what `by` prolongs, from the day it was issued; what already lasts longer is left alone."""
        for paper in self._meant(by, extension):
            until = extension.longer.after(paper.expires_on)
            if until is not None and (paper.expires_on is None or until > paper.expires_on):
                yield Ended(paper.id, by.id, by.title, EXTENDED, by.issued_on, extension.clause_id, until)

    def issued(self, draft: Paper) -> Iterator[Ended]:
        """Yield that a draft was issued: by the first later document of the same name and place."""
        names = {without_draft(name) for name in draft.names}
        final = [
            paper
            for name in names
            for paper in self._named.get(name, ())
            if not (paper.draft or paper.evidence) and _akin(draft, paper) and _after(paper, draft)
        ]
        if final:
            by = min(final, key=lambda paper: paper.dated or date.max)
            yield Ended(draft.id, by.id, by.title, ISSUED, by.dated)

    def _meant(self, by: Paper, claim: Claim | Extension) -> list[Paper]:
        number = comparable_number(claim.doc_number) if claim.doc_number else None
        if number is not None:
            numbered = [each for each in self._numbered.get(number, ()) if each.id != by.id]
            if numbered:
                return [each for each in numbered if _after(by, each)]
        return self._by_title(by, claim.title, number) if claim.title else []

    def _by_title(self, by: Paper, title: str, number: str | None) -> list[Paper]:
        fitting = {
            paper.id: paper
            for paper in self._called(title)
            if paper.id != by.id
            and not (number and paper.number and number != paper.number)
            and not paper.evidence
            and _akin(by, paper, title)
            and _replaces(by, paper)
        }
        return _the_one(by, list(fitting.values()))

    def _called(self, title: str) -> Iterator[Paper]:
        """Yield the documents of that whole title; one cited with its issuers may be titled without them."""
        yield from self._named.get(comparable(title), ())
        units, rest = without_issuers(title)
        for paper in self._named.get(comparable(rest), ()) if units else ():
            if any(same_body(unit, issuer) for unit in units for issuer in paper.issuers):
                yield paper


def _akin(by: Paper, paper: Paper, title: str = "") -> bool:
    """Whether neither issuer nor region speaks against two documents being of one authority."""
    if any(same_body(one, other) for one in by.issuers for other in paper.issuers):
        return True
    if by.region is not None and paper.region is not None:
        return by.region.code == paper.region.code
    return len(comparable(title or paper.title)) >= DISTINCTIVE and not (by.issuers and paper.issuers)


def _after(by: Paper, paper: Paper) -> bool:
    """Whether `by` is not known to be the older one."""
    return by.dated is None or paper.dated is None or by.dated >= paper.dated


def _replaces(by: Paper, paper: Paper) -> bool:
    """Whether `by` can end `paper`: not the older one, and of one name only where it is known to be newer."""
    known = by.dated is not None and paper.dated is not None
    return _after(by, paper) and (known or not by.names & paper.names)


def _the_one(by: Paper, papers: list[Paper]) -> list[Paper]:
    """Return the one document meant: of several the latest, none where they cannot be told apart."""
    if len(papers) <= 1:
        return papers
    own = [each for each in papers if any(same_body(a, b) for a in each.issuers for b in by.issuers)]
    papers = own or papers
    days = [each.dated for each in papers]
    if None in days or len(set(days)) < len(days):
        return papers if len(papers) == 1 else []
    return [max(papers, key=lambda each: each.dated or date.min)]
