import pytest

from api.naming import NAMED_KIND, NAMED_PLACE, document_priors, named_documents
from index.search import KnowledgeBase
from ingest.regions import resolve

CITY, REPLY, PLAN, RULES = "湖州市若干措施", "湖州市提案答复", "浙江省规划", "工业和信息化部办法"


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("湖政办发〔2025〕6号里奖励多少？", CITY),
        ("湖政办发[2025]6号里奖励多少？", CITY),
        ("《关于支持优质中小企业发展的若干措施》奖励多少？", CITY),
        ("《浙江省中小企业发展“十四五”规划》的目标？", PLAN),
        ("工业和信息化部出台的服务券面值多少？", RULES),
        ("湖州市经济和信息化局给企业安排了多少资金？", REPLY),
    ],
)
def test_a_document_is_named_by_number_title_or_acting_issuer(
    town: KnowledgeBase, ids: dict[str, str], question: str, named: str
) -> None:
    assert named_documents(question, town.documents) == {ids[named]}


@pytest.mark.parametrize(
    "question", ["服务券面值多少？", "工业和信息化部的服务券面值多少？", "《没有这个文件的办法》是谁印发的？"]
)
def test_a_body_that_is_only_mentioned_or_an_unknown_title_names_nothing(
    town: KnowledgeBase, question: str
) -> None:
    assert named_documents(question, town.documents) is None


def test_the_kind_the_level_and_the_place_spoken_of_are_preferred(
    town: KnowledgeBase, ids: dict[str, str]
) -> None:
    by_kind = document_priors("规划里提出什么目标？", [], town.documents)
    assert by_kind == {ids[PLAN]: NAMED_KIND}
    by_level = document_priors("省里对装备有什么支持？", [], town.documents)
    assert by_level == {ids[PLAN]: NAMED_PLACE}
    by_place = document_priors("若干措施奖励多少？", [resolve("湖州市")], town.documents)
    assert by_place == {ids[CITY]: pytest.approx(NAMED_KIND * NAMED_PLACE), ids[REPLY]: NAMED_PLACE}


def test_a_question_that_names_nothing_prefers_nothing(town: KnowledgeBase) -> None:
    assert document_priors("服务券面值多少？", [], town.documents) == {}
