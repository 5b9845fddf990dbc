from collections.abc import Callable
from dataclasses import replace
from datetime import date

from api.views import clause_view, document_view
from index.search import KnowledgeBase
from ingest.records import Clause, Contact

ClauseAt = Callable[[str, str], Clause]
CITY, PLAN = "湖州市若干措施", "浙江省规划"


def test_a_document_is_shown_with_what_it_says_of_itself(town: KnowledgeBase, ids: dict[str, str]) -> None:
    row = next(row for row in town.documents if row.id == ids[CITY])
    view = document_view(row, date(2026, 11, 21))
    assert (view.title, view.doc_number) == (
        "湖州市人民政府办公室关于支持优质中小企业发展的若干措施",
        "湖政办发〔2025〕6号",
    )
    assert (view.region, view.region_code, view.level, view.kind) == ("湖州市", "330500", "市", "若干措施")
    assert (view.issued_on, view.effective_from) == (date(2025, 2, 10), date(2025, 3, 1))
    assert (view.expires_on, view.period) == (date(2027, 12, 31), None)
    assert view.issuers == ("湖州市人民政府办公室",)
    assert view.clauses == sum(1 for _ in town.clauses(ids[CITY]))


def test_the_status_of_a_document_is_that_of_the_day(town: KnowledgeBase, ids: dict[str, str]) -> None:
    row = next(row for row in town.documents if row.id == ids[CITY])
    days = [date(2025, 2, 1), date(2025, 3, 1), date(2027, 12, 31), date(2028, 1, 1)]
    assert [document_view(row, day).status for day in days] == ["未生效", "现行", "现行", "已到期"]


def test_a_plan_shows_its_period(town: KnowledgeBase, ids: dict[str, str]) -> None:
    row = next(row for row in town.documents if row.id == ids[PLAN])
    assert document_view(row, date(2023, 1, 1)).period == "2021—2025"


def test_each_field_names_the_span_it_was_read_from(town: KnowledgeBase, ids: dict[str, str]) -> None:
    row = next(row for row in town.documents if row.id == ids[CITY])
    spans = document_view(row, date(2026, 11, 21)).spans
    assert spans["doc_number"].text == "湖政办发〔2025〕6号"
    assert spans["issued_on"].text == "2025年2月10日"
    assert "period" not in spans


def test_a_document_that_says_nothing_of_itself_shows_nothing(
    town: KnowledgeBase, ids: dict[str, str]
) -> None:
    row = next(row for row in town.documents if row.id == ids["无名摘录"])
    view = document_view(row, date(2026, 11, 21))
    assert (view.title, view.region, view.kind, view.issuers, view.status) == (None, None, None, (), "未知")


def test_a_clause_is_shown_with_its_facts_at_its_place_in_the_source(
    town: KnowledgeBase, clause_at: ClauseAt, source_text: Callable[[str], str]
) -> None:
    clause = clause_at(CITY, "一/(一)")
    view = clause_view(clause, town.document(clause.document_id), town.facts(clause.id))
    assert source_text(CITY)[view.start : view.end] == view.text == clause.text
    assert [fund.text for fund in view.funds] == ["50万元", "20万元"]
    assert [unit.name for unit in view.units] == ["市经信局", "市财政局"]
    assert [measure.instrument for measure in view.measures] == ["奖补", "奖补"]
    assert (view.ordinal, view.heading) == (clause.ordinal, "奖励梯度培育")


def test_a_clause_shows_whom_to_ask(town: KnowledgeBase, clause_at: ClauseAt) -> None:
    clause = clause_at(CITY, "一/(一)")
    contact = Contact("市经信局", "0572-1234567", "市经信局", 0, 4)
    facts = replace(town.facts(clause.id), contacts=(contact,))
    assert clause_view(clause, town.document(clause.document_id), facts).contacts == (contact,)
