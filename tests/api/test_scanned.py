"""Scans in a knowledge base: said to be scans, cited with care, and never a new version of their text."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from api.building import Note, Skipped
from api.changing import add_documents
from api.citations import CitationBook
from api.console.history_text import add_text
from api.console.render import plain
from api.console.scan_text import scan_text
from api.engine import Engine
from index.search import KnowledgeBase
from ingest.extract.extracted import Extracted
from ingest.pipeline import facts_of, ingest_extracted
from ingest.records import Box, Document, Facts

TEXT = (
    "湖州市扶持冷链物流若干措施\n湖商务〔2024〕3号\n"
    "第一条　县域仓储中心新建冷库的，依照造价的百分之十五给予补助，单个项目最高60万元。\n"
    "第二条　购置新能源配送车辆的企业，按照购车价款的8%予以补贴，每户全年不超过12辆。\n"
    "第三条　主管部门应当自收到申请之日起15个工作日内审核完毕，逾期未答复的视为同意。\n"
    "湖州市商务局\n2024年3月1日"
)
MISREAD = TEXT.replace("县域", "具域").replace("企业", "佥业").replace("审核", "审孩").replace("给予", "绐予")


class _Reader:
    """Reads documents made beforehand."""

    def __init__(self, *documents: Document) -> None:
        self.skipped: list[Skipped] = []
        self.notes: list[Note] = []
        self._documents = documents

    def documents(self) -> Generator[tuple[Document, tuple[Facts, ...]], None, None]:
        for document in self._documents:
            yield document, facts_of(document)


def _quiet(stage: str, done: int, total: int | None) -> None:
    pass


def _document(text: str, source: str) -> Document:
    (document,) = ingest_extracted(Extracted(text), source, sha256(text.encode()).hexdigest())
    return document


def _scan(text: str, source: str = "扫描.pdf") -> Document:
    document = _document(text, source)
    clauses = tuple(
        replace(clause, page=2, boxes=(Box(2, 0, 0, 9, 9),)) if clause.text.startswith("第二条") else clause
        for clause in document.clauses
    )
    return replace(document, clauses=clauses, pages=2, quality=0.91, scanned=1.0, doubtful_pages=(2,))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "kb"


def test_a_scan_of_a_document_that_is_there_is_not_added_again(home: Path) -> None:
    add_documents(home, _Reader(_document(TEXT, "措施.txt")), None, _quiet)
    summary = add_documents(home, _Reader(_scan(MISREAD)), None, _quiet)
    assert (summary.documents, summary.added) == (1, ())
    assert "扫描.pdf 与库里来自 措施.txt 的相同（扫描件）" in add_text(summary)
    assert "未重复加入" in add_text(summary)


def test_a_text_takes_the_place_of_its_scan(home: Path) -> None:
    add_documents(home, _Reader(_scan(MISREAD)), None, _quiet)
    add_documents(home, _Reader(_document(TEXT, "措施.txt")), None, _quiet)
    with KnowledgeBase.open(home) as kb:
        found = Engine(kb).search("新能源配送车辆 补贴", 5, as_of=date(2026, 11, 21))
        ended = {row.source: [each.by_title for each in row.ended] for row in kb.documents}
    assert {hit.source for hit in found.hits} == {"措施.txt"}
    assert ended == {"扫描.pdf": ["湖州市扶持冷链物流若干措施"], "措施.txt": []}


def test_a_scan_with_another_amount_is_added_as_a_new_version(home: Path) -> None:
    add_documents(home, _Reader(_document(TEXT, "措施.txt")), None, _quiet)
    changed = _scan(TEXT.replace("60万元", "90万元").replace("2024", "2025"))
    (added,) = add_documents(home, _Reader(changed), None, _quiet).added
    assert (added.version, added.replaces_title) == (2, "湖州市扶持冷链物流若干措施")


def test_the_list_of_documents_says_how_a_scan_was_read(home: Path) -> None:
    add_documents(
        home,
        _Reader(_scan(MISREAD), _document("湖州市茶产业办法\n第一条　扶持茶园。", "茶.txt")),
        None,
        _quiet,
    )
    with KnowledgeBase.open(home) as kb:
        scan, text = Engine(kb).documents()
    shown = plain(scan)
    assert isinstance(shown, dict)
    assert {name: shown[name] for name in ("pages", "quality", "scanned", "doubtful_pages")} == {
        "pages": 2, "quality": 0.91, "scanned": 1, "doubtful_pages": [2],
    }  # fmt: skip
    assert (text.scanned, text.doubtful_pages) == (0.0, ())
    assert [scan_text(each) for each in (scan, text)] == ["扫描件，第 2 页识别不清", ""]
    assert scan_text(replace(scan, scanned=0.2, doubtful_pages=())) == "部分页是扫描件"
    assert scan_text(replace(scan, doubtful_pages=tuple(range(3, 15)))) == (
        "扫描件，第 3、4、5、6、7、8、9、10、11、12 等 12 页识别不清"
    )


def test_a_citation_from_a_page_hardly_read_says_so(home: Path) -> None:
    add_documents(home, _Reader(_scan(MISREAD)), None, _quiet)
    with KnowledgeBase.open(home) as kb:
        book = CitationBook(kb.document, {row.id: "现行" for row in kb.documents})
        for clause in kb.clauses():
            book.cite(clause, 0, 3)
        doubtful = [citation.quote for citation in book.citations() if citation.doubtful]
    assert doubtful == ["第二条"]
