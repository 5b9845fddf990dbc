from collections.abc import Callable

import pytest

from api.candidates import question_terms
from api.citations import CitationBook
from api.describing import described
from api.profile import parse_profile
from api.question import read_question
from index.search import KnowledgeBase

Described = Callable[[str], list[str]]


@pytest.fixture
def says(town: KnowledgeBase, book: CitationBook) -> Described:
    def of(text: str) -> list[str]:
        question = read_question(text, parse_profile(None))
        terms = question_terms(question.text, town.rarity([]), False)
        return [fact.text for fact in described(town, question, terms, book)]

    return of


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("《中小企业服务券管理办法》的文号是什么？", "工信部企业〔2024〕21号"),
        ("湖州市支持优质中小企业发展的若干措施文号是多少？", "湖政办发〔2025〕6号"),
        ("《中小企业服务券管理办法》什么时候印发的？", "2024年6月5日"),
        (
            "湖政办发〔2025〕6号有效期到什么时候？",
            "（八）本措施自2025年3月1日起施行，有效期至2027年12月31日。",
        ),
        ("《浙江省中小企业发展“十四五”规划》的文号是什么？", None),
        ("《没有这个文件的办法》的文号是什么？", None),
    ],
)
def test_a_document_is_asked_about_itself(says: Described, question: str, fact: str | None) -> None:
    assert says(question) == ([fact] if fact else [])


def test_the_issuer_is_quoted_where_the_document_names_it(says: Described) -> None:
    (fact,) = says("《中小企业服务券管理办法》是谁印发的？")
    assert fact.startswith("工业和信息化部")


def test_a_draft_says_what_it_is_when_its_force_is_asked(says: Described) -> None:
    assert "（征求意见稿）" in says("绍兴市中小企业数字化转型行动方案现在还有效吗？")


def test_each_fact_is_cited_where_it_stands(says: Described, book: CitationBook) -> None:
    facts = says("《中小企业服务券管理办法》是谁印发的？什么时候印发的？")
    assert len(facts) == 2
    assert all(fact in citation.quote for fact, citation in zip(facts, book.citations(), strict=True))
