from collections.abc import Callable
from pathlib import Path

import pytest

from api.citations import CitationBook
from index.search import KnowledgeBase
from ingest.extract.text import read_text
from ingest.pipeline import facts_of, read_source
from ingest.records import Clause

ClauseAt = Callable[[str, str], Clause]
CITY = "湖州市若干措施"
SOURCES = Path(__file__).parents[2] / "corpus" / "sources"


def test_citations_are_numbered_as_they_are_first_used(book: CitationBook, clause_at: ClauseAt) -> None:
    first, second = clause_at(CITY, "一/(二)"), clause_at(CITY, "一/(一)")
    assert [book.cite(first, 0, 5), book.cite(second, 0, 5), book.cite(first, 3, 9)] == [1, 2, 1]
    assert [(c.n, c.clause_id) for c in book.citations()] == [(1, first.id), (2, second.id)]


def test_a_quote_grows_to_hold_every_span_used(book: CitationBook, clause_at: ClauseAt) -> None:
    clause = clause_at(CITY, "一/(一)")
    book.cite(clause, 20, 30)
    book.cite(clause, 5, 12)
    assert book.citations()[0].quote == clause.text[5:30]


def test_units_are_cited_to_the_end_of_their_bracket(
    town: KnowledgeBase, book: CitationBook, clause_at: ClauseAt
) -> None:
    clause = clause_at(CITY, "二/(四)")
    book.cite_units(clause, town.facts(clause.id).units)
    assert book.citations()[0].quote == "市自然资源和规划局，各区县人民政府）"


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (4, 4), (5, 4), (0, 10_000)])
def test_a_span_outside_the_clause_is_refused(
    book: CitationBook, clause_at: ClauseAt, start: int, end: int
) -> None:
    with pytest.raises(ValueError, match="outside clause"):
        book.cite(clause_at(CITY, "一/(一)"), start, end)


def test_a_citation_names_its_document(book: CitationBook, clause_at: ClauseAt) -> None:
    book.cite(clause_at(CITY, "三/(八)"), 0, 3)
    (citation,) = book.citations()
    assert citation.source == "湖州市若干措施.txt"
    assert citation.title == "湖州市人民政府办公室关于支持优质中小企业发展的若干措施"
    assert (citation.doc_number, citation.issuer) == ("湖政办发〔2025〕6号", "湖州市人民政府办公室")
    assert (citation.status, citation.path) == ("现行", ("三、附则", "（八）"))


def test_a_document_without_a_title_goes_by_its_file(book: CitationBook, clause_at: ClauseAt) -> None:
    book.cite(clause_at("无名摘录", "¶1"), 0, 3)
    (citation,) = book.citations()
    assert (citation.title, citation.doc_number, citation.issuer) == ("无名摘录.txt", None, None)


def test_a_quote_from_the_wrapped_lines_of_a_newspaper_stands_in_the_source_at_its_offsets() -> None:
    (path,) = (path for path in SOURCES.iterdir() if "报纸" in path.name)
    wanted = "培育国家重点小巨人企业1家"
    document, clause = next(
        (document, clause)
        for document in read_source(path, path.name).documents
        for clause in document.clauses
        if wanted in clause.text
    )
    start = clause.text.index(wanted)
    book = CitationBook(lambda _: document, {document.id: "未知"})
    book.cite(clause, start, start + len(wanted))
    (citation,) = book.citations()
    assert citation.quote == wanted
    source = read_text(path)[citation.start : citation.end]
    assert source.replace("\n", "") == wanted
    assert "\n" in source


@pytest.mark.parametrize("path", sorted(SOURCES.iterdir()), ids=lambda path: path.stem)
def test_every_measure_of_the_corpus_can_be_quoted_from_its_source(path: Path) -> None:
    source = read_text(path)
    for document in read_source(path, path.name).documents:
        book = CitationBook(lambda _, document=document: document, {document.id: "现行"})
        for clause, facts in zip(document.clauses, facts_of(document), strict=True):
            for measure in facts.measures:
                book.cite(clause, measure.start, measure.end)
        for citation in book.citations():
            assert is_left_of(citation.quote, source[citation.start : citation.end])


def is_left_of(quote: str, source: str) -> bool:
    """Tell whether the quote is the source with characters left out, its first and last kept."""
    rest = iter(source)
    return quote[0] == source[0] and quote[-1] == source[-1] and all(character in rest for character in quote)
