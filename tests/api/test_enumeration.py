from collections.abc import Callable

from api.enumeration import MOST_ITEMS, enumeration_of
from index.search import KnowledgeBase
from ingest.extract.extracted import Extracted
from ingest.pipeline import ingest_extracted
from ingest.records import Clause

ClauseAt = Callable[[str, str], Clause]
CITY = "湖州市若干措施"


def test_a_list_is_whole_from_its_lead_or_from_any_of_its_items(
    town: KnowledgeBase, clause_at: ClauseAt
) -> None:
    whole = ["三/(六)", "三/(六)/1", "三/(六)/2", "三/(六)/3"]
    for path in ("三/(六)", "三/(六)/2"):
        clause = clause_at(CITY, path)
        listed = enumeration_of(clause, town.document(clause.document_id))
        assert [item.id.split("#")[1] for item in listed] == whole


def test_a_clause_beside_the_list_is_in_none(town: KnowledgeBase, clause_at: ClauseAt) -> None:
    for path in ("一/(一)", "三/(七)", "前言"):
        clause = clause_at(CITY, path)
        assert enumeration_of(clause, town.document(clause.document_id)) == ()


def test_a_lead_with_one_item_is_no_list() -> None:
    (document,) = ingest_extracted(
        Extracted("申报指南\n\n一、申报材料：\n1.营业执照。\n\n二、其他事项。\n"), "一.txt", "0"
    )
    lead = next(clause for clause in document.clauses if clause.text.startswith("一、"))
    assert enumeration_of(lead, document) == ()


def test_a_very_long_list_is_cut_short() -> None:
    items = "".join(f"{n}.第{n}种材料的复印件；\n" for n in range(1, 21))
    text = f"申报指南\n\n一、申报应提交以下材料：\n{items}\n二、其他事项。\n"
    (document,) = ingest_extracted(Extracted(text), "二.txt", "0")
    lead = next(clause for clause in document.clauses if clause.text.startswith("一、"))
    listed = enumeration_of(lead, document)
    assert len(listed) == MOST_ITEMS + 1
    assert listed[-1].text == "12.第12种材料的复印件；"
