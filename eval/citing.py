"""Whether a citation is to a clause, and whether what is said is held by the citation it leans on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from eval.answered import Answered, Cited, Said
from eval.questions import Snippet
from eval.sources import squeeze


def holds(snippet: Snippet, source: str, texts: Iterable[str]) -> bool:
    """Tell whether one of `texts`, all of the file `source`, holds the snippet, white space apart."""
    wanted = squeeze(snippet.quote)
    return source == snippet.source and any(wanted in squeeze(text) for text in texts)


def cites(cited: Cited, snippet: Snippet, clauses: Mapping[str, str]) -> bool:
    """Tell whether a citation is to the clause that `snippet` names.

    `clauses` maps clause ids to their texts; without it the quote and the headings must hold the snippet,
    or the quote lie within it.
    """
    if holds(snippet, cited.source, (cited.quote, cited.path, clauses.get(cited.clause_id, ""))):
        return True
    quote = squeeze(cited.quote)
    return cited.source == snippet.source and bool(quote) and quote in squeeze(snippet.quote)


def leaning(said: Said, answer: Answered) -> Cited | None:
    """Return the citation that `said` leans on, None where the answer does not list it."""
    return next((cited for cited in answer.citations if cited.n == said.citation), None)


def _supported(said: Said, texts: Iterable[str]) -> bool:
    wanted = squeeze(said.text)
    return bool(wanted) and any(wanted in squeeze(text) for text in texts)


def _supports(answer: Answered, clauses: Mapping[str, str]) -> Iterator[int | None]:
    """Yield for each statement the number of the citation it leans on, None where that does not hold it."""
    for said in answer.statements:
        cited = leaning(said, answer)
        yield cited.n if cited and _supported(said, (cited.quote, cited.path)) else None
    for unit in answer.named:
        cited = leaning(unit, answer)
        known = cited and _supported(unit, (cited.quote, cited.path, clauses.get(cited.clause_id, "")))
        yield cited.n if cited and known else None


def citation_shares(answer: Answered, clauses: Mapping[str, str]) -> tuple[float, float] | None:
    """Return citation recall and precision of an answer; None where it says nothing.

    A statement is a measure, a condition or an amount of one, a fact, an amount, a precedent or a unit named.
    It is supported where the quote of the citation it leans on holds it word for word, white space apart, or
    the headings of that citation do; a unit also where the clause text does, as a list of units often closes
    a clause whose beginning was quoted. Recall is the share of statements supported, precision the share of
    citations that support one. The citations an abstention lists as `nearest` claim nothing and are not
    counted, unless something leans on them.

    Source: ALCE (Gao, Yen, Yu & Chen 2023, §4). There a model of entailment decides; here containment does,
    which is stricter and the same each time, and fits answers made of verbatim spans. There a statement may
    lean on several citations together and one that adds nothing is imprecise; here each leans on one.
    """
    found = list(_supports(answer, clauses))
    if not found:
        return None
    used = {said.citation for said in (*answer.statements, *answer.named)}
    counted = [cited.n for cited in answer.citations if cited.n in used or cited.n not in answer.nearest]
    supporting = set(found)
    precision = sum(n in supporting for n in counted) / len(counted) if counted else 0.0
    return sum(n is not None for n in found) / len(found), precision
