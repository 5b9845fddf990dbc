"""Judgements against documents that were edited after the judging; every document is really ingested."""

import json
from collections.abc import Mapping
from pathlib import Path

from eval.qrels import Qrels
from eval.stale import Refreshed, Resolved, Stale, check, refresh, resolve
from eval.suite import Suite, load_suite, replace_judgements, write_suite
from ingest.extract.extracted import Extracted
from ingest.pipeline import ingest_extracted, read_source
from ingest.records import Clause, Document

NOTICE = """某市支持企业发展若干措施

一、支持技术改造

对设备投资超过500万元的企业，给予最高200万元补助。（责任单位：市经信局）

二、支持首次上规

对首次上规的企业，一次性奖励10万元。（责任单位：市统计局）

三、强化用地保障

厂房加层改造不再增收土地价款。（责任单位：市自然资源局）
"""
OTHER = """某市关于优化服务的通知

一、减少材料

办理事项所需材料压减三成。

二、限时办结

承诺办结时限再压减一半。
"""


def ingested(texts: Mapping[str, str]) -> list[Document]:
    return [
        d for name, text in texts.items() for d in ingest_extracted(Extracted(text), f"in/{name}", "0" * 64)
    ]


class Base:
    """What the functions take from an opened base."""

    def __init__(self, documents: list[Document]) -> None:
        self.clauses = [clause for document in documents for clause in document.clauses]
        self.sources = {document.id: Path(document.source).name for document in documents}
        self.titles = {d.id: d.metadata.title.value if d.metadata.title else "" for d in documents}

    def clause(self, words: str) -> Clause:
        (found,) = [clause for clause in self.clauses if words in clause.text]
        return found

    def resolve(self, suite: Suite) -> Resolved:
        return resolve(suite, self.clauses, self.sources)

    def refresh(self, suite: Suite) -> Refreshed:
        return refresh(suite, self.clauses, self.sources, self.titles)

    def check(self, suite: Suite) -> tuple[Stale, ...]:
        return check(suite, self.clauses, self.sources)


def base(notice: str = NOTICE, name: str = "甲.txt") -> Base:
    return Base(ingested({name: notice, "乙.txt": OTHER}))


BEFORE = base()
UPGRADE, LAND = BEFORE.clause("设备投资"), BEFORE.clause("加层改造")
PAPERS = BEFORE.clause("压减三成")
QUESTIONS = [{"id": "a", "question": "技术改造有补助吗？"}, {"id": "b", "question": "加层要补地价吗？"}]


def pure_suite(folder: Path) -> Suite:
    """Return a suite of judged clauses alone: grade 2 in the notice, grade 0 in the other document."""
    grades = {"a": {UPGRADE.id: 2, PAPERS.id: 0}, "b": {LAND.id: 2, UPGRADE.id: 1}}
    suite = write_suite(folder / "s", QUESTIONS, grades)
    replace_judgements(suite.folder, grades, BEFORE.refresh(suite).judged.values())
    return load_suite(suite.folder)


def quoted_suite(folder: Path, *quotes: tuple[str, str], grades: Qrels | None = None) -> Suite:
    answer = {
        "id": "a", "status": "answered",
        "clauses": [{"source": source, "quote": quote} for source, quote in quotes],
    }  # fmt: skip
    return write_suite(folder / "s", QUESTIONS[:1], grades, answers=[answer])


def test_in_the_base_it_was_judged_on_everything_stands(tmp_path: Path) -> None:
    suite = pure_suite(tmp_path)
    assert BEFORE.resolve(suite) == Resolved(suite.qrels, ())
    assert suite.judged[UPGRADE.id].text == UPGRADE.text
    assert suite.judged[UPGRADE.id].title == "某市支持企业发展若干措施"
    assert suite.judged[UPGRADE.id].source == "甲.txt"


def test_a_clause_whose_document_was_edited_elsewhere_is_followed_to_its_new_id(tmp_path: Path) -> None:
    suite = pure_suite(tmp_path)
    edited = base(NOTICE.replace("一次性奖励10万元", "一次性奖励20万元"))
    now = edited.clause("设备投资")
    assert now.id != UPGRADE.id
    found = edited.resolve(suite)
    assert found.qrels == {
        "a": {now.id: 2, PAPERS.id: 0},
        "b": {edited.clause("加层改造").id: 2, now.id: 1},
    }
    assert Stale("a", UPGRADE.id, "已移动", now.id) in found.stale
    assert {one.why for one in found.stale} == {"已移动"}
    assert edited.check(suite) == found.stale


def test_a_clause_that_was_renumbered_is_followed(tmp_path: Path) -> None:
    suite = pure_suite(tmp_path)
    inserted = base(NOTICE.replace("三、强化用地保障", "三、降低物流成本\n\n给予补贴。\n\n四、强化用地保障"))
    now = inserted.clause("加层改造")
    assert now.id.endswith("#四")
    (stale,) = [one for one in inserted.resolve(suite).stale if one.clause_id == LAND.id]
    assert stale == Stale("b", LAND.id, "已移动", now.id)


def test_a_clause_renumbered_and_rewritten_is_found_by_its_heading(tmp_path: Path) -> None:
    suite = pure_suite(tmp_path)
    inserted = NOTICE.replace("三、强化用地保障", "三、降低物流成本\n\n给予补贴。\n\n四、强化用地保障")
    both = base(inserted.replace("不再增收土地价款", "减半收取土地价款"))
    (stale,) = [one for one in both.resolve(suite).stale if one.clause_id == LAND.id]
    assert stale == Stale("b", LAND.id, "文字已改", both.clause("加层改造").id)


def test_white_space_alone_is_no_change(tmp_path: Path) -> None:
    suite = pure_suite(tmp_path)
    spaced = base(NOTICE.replace("对设备投资超过500万元", "对设备投资 超过 500 万元"))
    assert spaced.resolve(suite).qrels["a"][spaced.clause("设备投资").id] == 2


def test_a_changed_clause_is_reported_and_left_out(tmp_path: Path) -> None:
    suite = pure_suite(tmp_path)
    changed = base(NOTICE.replace("最高200万元", "最高300万元"))
    found = changed.resolve(suite)
    now = changed.clause("设备投资").id
    assert found.qrels == {"a": {PAPERS.id: 0}, "b": {changed.clause("加层改造").id: 2}}
    assert [one for one in found.stale if one.why != "已移动"] == [
        Stale("a", UPGRADE.id, "文字已改", now),
        Stale("b", UPGRADE.id, "文字已改", now),
    ]


def test_a_removed_clause_is_gone_although_another_took_its_number(tmp_path: Path) -> None:
    suite = pure_suite(tmp_path)
    start, end = NOTICE.index("一、"), NOTICE.index("二、")
    removed = base(NOTICE[:start] + NOTICE[end:].replace("二、", "一、").replace("三、", "二、"))
    found = removed.resolve(suite)
    gone = [one for one in found.stale if one.clause_id == UPGRADE.id]
    assert gone == [Stale("a", UPGRADE.id, "条款已不在", None), Stale("b", UPGRADE.id, "条款已不在", None)]
    assert found.qrels["a"] == {PAPERS.id: 0}


def test_the_same_words_in_another_document_are_no_judgement(tmp_path: Path) -> None:
    suite = pure_suite(tmp_path)
    texts = {"甲.txt": NOTICE.replace("压减", "减少"), "丙.txt": OTHER.replace("一半", "七成")}
    without = Base(ingested({**texts, "乙.txt": "某市通知\n\n一、其他\n\n另有安排。\n"}))
    stale = [one for one in without.resolve(suite).stale if one.clause_id == PAPERS.id]
    assert stale == [Stale("a", PAPERS.id, "条款已不在", None)]


def test_a_renamed_file_keeps_its_judgements(tmp_path: Path) -> None:
    suite = pure_suite(tmp_path)
    renamed = base(NOTICE.replace("10万元", "15万元"), name="改名.txt")
    assert renamed.resolve(suite).qrels["a"][renamed.clause("设备投资").id] == 2


def test_of_equal_texts_the_one_under_the_same_heading_is_the_judged_one(tmp_path: Path) -> None:
    twice = "某市通知\n\n一、甲项\n\n（一）\n\n由市局负责。\n\n二、乙项\n\n（一）\n\n由市局负责。\n"
    first = Base(ingested({"甲.txt": twice}))
    same = [clause for clause in first.clauses if "由市局负责" in clause.text]
    suite = write_suite(tmp_path / "s", QUESTIONS[:1], {"a": {same[1].id: 2}})
    replace_judgements(suite.folder, suite.qrels, first.refresh(suite).judged.values())
    later = Base(ingested({"甲.txt": twice.replace("某市通知", "某市新通知")}))
    expected = [clause for clause in later.clauses if "由市局负责" in clause.text][1]
    assert later.resolve(load_suite(suite.folder)).qrels == {"a": {expected.id: 2}}


def test_without_the_judged_text_an_id_stands_or_is_gone(tmp_path: Path) -> None:
    suite = write_suite(tmp_path / "s", QUESTIONS[:1], {"a": {UPGRADE.id: 2, "nowhere#1": 1}})
    found = BEFORE.resolve(suite)
    assert found == Resolved({"a": {UPGRADE.id: 2}}, (Stale("a", "nowhere#1", "条款已不在", None),))


def test_quotes_become_grades_the_first_is_what_was_asked_for(tmp_path: Path) -> None:
    suite = quoted_suite(tmp_path, ("甲.txt", "最高 200万元"), ("甲.txt", "加层改造"), ("乙.txt", "无此语"))
    found = BEFORE.refresh(suite)
    assert found.qrels == {"a": {UPGRADE.id: 2, LAND.id: 1}}
    assert {*found.judged} == {UPGRADE.id, LAND.id}
    assert found.judged[LAND.id].text == LAND.text
    assert found.stale == (Stale("a", "乙.txt：无此语", "引语已不在", None),)
    assert BEFORE.check(suite) == found.stale


def test_a_suite_judged_by_quotes_alone_can_be_measured_at_once(tmp_path: Path) -> None:
    suite = quoted_suite(tmp_path, ("甲.txt", "最高200万元"), ("乙.txt", "无此语"))
    lost = (Stale("a", "乙.txt：无此语", "引语已不在", None),)
    assert BEFORE.resolve(suite) == Resolved({"a": {UPGRADE.id: 2}}, lost)


def test_a_quote_counts_only_in_the_file_it_names(tmp_path: Path) -> None:
    suite = quoted_suite(tmp_path, ("乙.txt", "最高200万元"))
    assert BEFORE.refresh(suite).qrels == {}


def test_a_quote_of_a_heading_alone_names_the_clause_under_it(tmp_path: Path) -> None:
    rows = [{"id": 7, "title": "某法", "heading": "第二章 信息公开", "text": "第七条 应当主动公开。"}]
    path = tmp_path / "laws.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    laws = Base(read_source(path, "laws.jsonl").documents)
    suite = quoted_suite(tmp_path, ("laws.jsonl", "信息公开"))
    assert laws.refresh(suite).qrels == {"a": {laws.clause("主动公开").id: 2}}


def test_a_quote_follows_its_clause_through_a_change_and_judged_zeros_survive(tmp_path: Path) -> None:
    zeros = {"a": {UPGRADE.id: 2, PAPERS.id: 0, LAND.id: 0}}
    suite = quoted_suite(tmp_path, ("甲.txt", "设备投资超过"), grades=zeros)
    replace_judgements(suite.folder, zeros, BEFORE.refresh(suite).judged.values())
    suite = load_suite(suite.folder)
    changed = base(NOTICE.replace("最高200万元", "最高300万元"))
    found = changed.refresh(suite)
    upgrade, land = changed.clause("设备投资"), changed.clause("加层改造")
    assert found.qrels == {"a": {upgrade.id: 2, PAPERS.id: 0, land.id: 0}}
    assert found.judged[upgrade.id].text == upgrade.text
    assert found.stale == (
        Stale("a", LAND.id, "已移动", land.id),
        Stale("a", UPGRADE.id, "文字已改", upgrade.id),
    )
    replace_judgements(suite.folder, found.qrels, found.judged.values())
    assert changed.check(load_suite(suite.folder)) == ()


def test_refreshing_changes_nothing_where_nothing_changed(tmp_path: Path) -> None:
    suite = pure_suite(tmp_path)
    found = BEFORE.refresh(suite)
    replace_judgements(suite.folder, found.qrels, found.judged.values())
    assert load_suite(suite.folder) == suite


def test_the_number_tells_equal_clauses_of_one_heading_apart(tmp_path: Path) -> None:
    twice = "某市通知\n\n一、分工\n\n1. 由市局负责。\n\n2. 由市局负责。\n"
    first = Base(ingested({"甲.txt": twice}))
    second = first.clause("2.由市局负责")
    suite = write_suite(tmp_path / "s", QUESTIONS[:1], {"a": {second.id: 2}})
    replace_judgements(suite.folder, suite.qrels, first.refresh(suite).judged.values())
    later = Base(ingested({"甲.txt": twice.replace("某市通知", "某市新通知")}))
    assert later.resolve(load_suite(suite.folder)).qrels == {"a": {later.clause("2.由市局负责").id: 2}}


def test_a_collection_of_its_own_is_judged_by_the_ids_in_there(tmp_path: Path) -> None:
    rows = [
        {"id": "law 7", "title": "某法", "text": "第七条 应当主动公开。"},
        {"id": "law 8", "title": "某法", "text": "第八条 应当限时答复。"},
    ]
    grades = {"a": {"law%207": 1, "law%209": 1}}
    suite = write_suite(tmp_path / "s", QUESTIONS[:1], grades, collection=rows)
    assert suite.collection is not None
    laws = Base(read_source(suite.collection, "collection.jsonl").documents)
    found = laws.resolve(suite)
    assert found == Resolved({"a": {"law%207": 1}}, (Stale("a", "law%209", "条款已不在", None),))
    assert laws.refresh(suite).judged["law%207"].text == "第七条 应当主动公开。"
