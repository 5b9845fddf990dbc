import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from api.console.render import answer_text, clauses_text, documents_text, plain, search_text, to_json
from api.records import Answer, AnswerFund
from api.views import HitView, SearchView, clause_view, document_view
from index.search import KnowledgeBase
from ingest.records import Clause

Ask = Callable[..., Answer]


def test_records_become_json_with_whole_amounts_and_iso_dates() -> None:
    fund = AnswerFund("20万元", "奖补", 200_000.0, None, 1)
    assert plain([fund, date(2025, 3, 1), 0.5, {"a": 2.0}]) == [
        {"text": "20万元", "kind": "奖补", "min_yuan": 200_000, "max_yuan": None, "citation": 1},
        "2025-03-01",
        0.5,
        {"a": 2},
    ]
    assert to_json(fund, line=True).count("\n") == 0
    assert "20万元" in to_json(fund)
    assert '"min_yuan": 200000,' in to_json(fund)


def test_an_answer_as_json_has_the_fields_of_the_contract(ask: Ask) -> None:
    raw = json.loads(to_json(ask("工业用地保障由谁负责？")))
    assert list(raw) == [
        "question", "as_of", "profile", "status", "reason", "summary", "confidence", "measures", "funds",
        "units", "facts", "precedents", "missing", "nearest", "citations", "contacts",
    ]  # fmt: skip
    assert raw["units"][0] == {"name": "市自然资源和规划局", "role": "责任", "citation": 1}


def test_an_answer_as_text_shows_verdict_conditions_units_amounts_and_sources(ask: Ask) -> None:
    text = answer_text(
        ask("想做智能化改造，有没有贴息？", {"region": "湖州市", "metrics": {"营业收入": "300万元"}})
    )
    lines = text.split("\n")
    assert "1. 【不符合】贴息：对年营业收入2000万元以上的制造业企业开展智能化改造的，" in text
    assert "   条件：✗ 年营业收入2000万元以上；？ 制造业企业" in lines
    assert "   单位：市财政局（责任）、市经信局（责任）" in lines
    assert "   金额：最高不超过100万元（贴息）" in lines
    assert "补充这些信息可以判断得更准：制造业企业" in lines
    after = lines[lines.index("依据：") + 1]
    assert after == (
        "[1] 《湖州市人民政府办公室关于支持优质中小企业发展的若干措施》（湖政办发〔2025〕6号）"
        " · 现行（有效期至 2027-12-31） · 一、加大资金支持 > （二）贴息支持技术改造"
    )


def test_an_abstention_as_text_says_that_the_clauses_are_no_answer(ask: Ask) -> None:
    text = answer_text(ask("我们研制的首台套装备有保险费补贴吗？", {"region": "湖州市"}))
    assert "仅供参考，不是可以主张的权益：" in text
    assert "（已到期）" in text
    assert "最接近的条款（不是答案）：" in text
    assert "依据：" not in text


def test_documents_as_text_say_what_is_unknown(town: KnowledgeBase) -> None:
    views = [document_view(row, date(2026, 11, 21)) for row in town.documents]
    text = documents_text(views)
    assert "湖政办发〔2025〕6号 · 湖州市人民政府办公室" in text
    assert "无名摘录.txt\n    未知 · 文种未知 · 地区未知 · 无文号 · 发文机关未知 · 1 条" in text
    assert documents_text([]) == "知识库里没有文件。"


def test_clauses_as_text_start_with_their_id(
    town: KnowledgeBase, clause_at: Callable[[str, str], Clause]
) -> None:
    clause = clause_at("湖州市若干措施", "一/(三)")
    view = clause_view(clause, town.document(clause.document_id), town.facts(clause.id))
    assert clauses_text([view, view]).split("\n\n")[1] == (
        f"{clause.id}  一、加大资金支持 > （三）降低担保成本\n{clause.text}"
    )


def test_no_hit_is_said() -> None:
    assert search_text(SearchView("查", ())) == "没有找到条款。"


def test_the_page_is_told_where_there_is_one(
    ask: Ask, town: KnowledgeBase, clause_at: Callable[[str, str], Clause]
) -> None:
    clause = clause_at("湖州市若干措施", "一/(三)")
    view = replace(clause_view(clause, town.document(clause.document_id), town.facts(clause.id)), page=13)
    assert clauses_text([view]).split("\n")[0].endswith("（三）降低担保成本 · 第 13 页")
    hit = HitView(1, 1.0, clause.id, clause.document_id, "措施.pdf", "措施", "现行", clause.path, "文", 13)
    assert search_text(SearchView("查", (hit,))).split("\n")[0].endswith("《措施》 · 现行 · 第 13 页")
    found = ask("想做智能化改造，有没有贴息？", {"region": "湖州市"})
    paged = replace(found, citations=tuple(replace(each, page=13) for each in found.citations))
    assert "（二）贴息支持技术改造 · 第 13 页" in answer_text(paged)
    assert "页" not in answer_text(found)
