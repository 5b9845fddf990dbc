"""Documents that are over on the day: left out of what is found, named, and back when one asks for them."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.answers import answer
from api.app import create_app
from api.console.render import documents_text, plain, search_text
from api.engine import Engine
from api.profile import parse_profile
from api.settings import Settings
from index.build import build
from index.models.loading import load_encoder
from index.search import KnowledgeBase
from ingest.extract.extracted import Extracted
from ingest.pipeline import facts_of, ingest_extracted

NOW = date(2026, 11, 21)
REPEALED = (
    "湖州市企业技术改造补助办法\n湖经信〔2020〕3号\n第一条　为了支持技术改造，制定本办法。\n"
    "第二条　企业购置数控机床实施技术改造的，按设备投资额的百分之十给予补助。\n"
    "湖州市经济和信息化局\n2020年3月1日"
)
IN_FORCE = (
    "湖州市企业数字化改造奖励办法\n湖经信〔2024〕8号\n第一条　为了支持数字化改造，制定本办法。\n"
    "第二条　企业购置数控机床实施数字化改造的，按设备投资额的百分之十五给予奖励。\n"
    "第三条　本办法自2024年5月1日起施行，有效期至2028年4月30日，"
    "《湖州市企业技术改造补助办法》（湖经信〔2020〕3号）同时废止。\n湖州市经济和信息化局\n2024年4月2日"
)
EXPIRED = (
    "湖州市机床更新补贴实施细则\n湖经信〔2021〕5号\n第一条　为了支持机床更新，制定本细则。\n"
    "第二条　企业更新数控机床的，每台给予补贴五万元。\n第三条　本细则自2021年1月1日起施行，有效期两年。\n"
    "湖州市经济和信息化局\n2020年12月20日"
)
DRAFT = (
    "湖州市机床产业扶持若干措施（征求意见稿）\n第一条　为了支持数控机床产业，制定湖州市的本措施。\n"
    "第二条　企业购置数控机床的，拟给予贷款贴息。\n湖州市经济和信息化局\n2026年9月1日"
)
FILES = {"旧办法": REPEALED, "新办法": IN_FORCE, "细则": EXPIRED, "草案": DRAFT}
NEED = "购置数控机床 补助"


@pytest.fixture(scope="module")
def town_of_four(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    encoder = load_encoder(None)
    home: Path = tmp_path_factory.mktemp("four") / "kb"
    documents = [
        document
        for name, text in FILES.items()
        for document in ingest_extracted(Extracted(text), name, sha256(text.encode()).hexdigest())
    ]
    build(home, [(document, facts_of(document)) for document in documents], encoder)
    with KnowledgeBase.open(home, encoder) as kb:
        yield kb


@pytest.fixture
def four(town_of_four: KnowledgeBase) -> Engine:
    return Engine(town_of_four)


def test_a_search_leaves_out_what_is_over_and_says_how_much(four: Engine) -> None:
    found = four.search(NEED, 10, as_of=NOW)
    assert {hit.source: hit.status for hit in found.hits} == {"新办法": "现行", "草案": "征求意见稿"}
    assert plain(found.left_out) == {"documents": 2, "statuses": {"废止": 1, "已到期": 1}}
    assert search_text(found).splitlines()[-1] == (
        "另有 2 份不在施行中的文件也有相关条款（已到期 1、废止 1），加 --include-dead 查看。"
    )


def test_who_asks_for_them_gets_them_with_their_status(four: Engine) -> None:
    found = four.search(NEED, 10, as_of=NOW, include_dead=True)
    assert {hit.source: hit.status for hit in found.hits} == {
        "旧办法": "废止", "新办法": "现行", "细则": "已到期", "草案": "征求意见稿",
    }  # fmt: skip
    assert found.left_out is None


def test_a_search_of_another_day_goes_by_the_rules_of_that_day(four: Engine) -> None:
    found = four.search(NEED, 10, as_of=date(2022, 6, 1))
    assert {hit.source: hit.status for hit in found.hits} == {"旧办法": "现行", "细则": "现行"}
    assert found.left_out is not None
    assert found.left_out.statuses == {"未生效": 2}


@pytest.mark.parametrize(
    ("day", "status"), [(date(2024, 4, 30), "现行"), (date(2024, 5, 1), "废止"), (NOW, "废止")]
)
def test_a_repeal_counts_from_its_day_on(four: Engine, day: date, status: str) -> None:
    assert {each.source: each.status for each in four.documents(day)}["旧办法"] == status


def test_the_http_api_leaves_them_out_too_unless_asked(four: Engine, tmp_path: Path) -> None:
    asked = {"query": NEED, "k": "10", "as_of": "2026-11-21"}
    with TestClient(create_app(Settings(home=tmp_path), four)) as client:
        plainly = client.get("/v1/search", params=asked).json()
        everything = client.get("/v1/search", params=asked | {"include_dead": "true"}).json()
    assert plainly["left_out"] == {"documents": 2, "statuses": {"已到期": 1, "废止": 1}}
    assert {hit["source"] for hit in plainly["hits"]} == {"新办法", "草案"}
    assert {hit["source"] for hit in everything["hits"]} == set(FILES)


def test_what_is_found_for_an_evaluation_is_found_in_every_document(
    four: Engine, town_of_four: KnowledgeBase
) -> None:
    allowed = {row.id for row in town_of_four.documents}
    everywhere = four.find(NEED, 10, as_of=NOW, include_dead=True)
    assert [hit.clause_id for hit in everywhere] == [
        hit.clause_id for hit in town_of_four.search(NEED, 10, allowed, colloquial=False)
    ]
    assert {hit.document_id for hit in four.find(NEED, 10, as_of=NOW)} < allowed


def test_only_documents_that_would_have_had_a_hit_are_counted(four: Engine) -> None:
    found = four.search("数字化改造 奖励", 1, as_of=NOW)
    assert [hit.source for hit in found.hits] == ["新办法"]
    assert found.left_out is None


def test_a_document_cited_by_number_or_title_is_found_though_it_is_over(four: Engine) -> None:
    for query in ("湖经信〔2020〕3号 数控机床", "《湖州市企业技术改造补助办法》补助多少"):
        hits = four.search(query, 3, as_of=NOW).hits
        assert {(hit.source, hit.status) for hit in hits} == {("旧办法", "废止")}


def test_the_list_of_documents_says_by_what_one_is_repealed(four: Engine) -> None:
    old, new, *_ = four.documents(NOW)
    assert plain(old.ended_by) == [
        {
            "relation": "废止",
            "document_id": new.id,
            "title": "湖州市企业数字化改造奖励办法",
            "on": "2024-05-01",
            "until": None,
        }
    ]
    assert new.ended_by == ()
    assert "废止：被《湖州市企业数字化改造奖励办法》自2024-05-01起废止" in documents_text([old])


def test_an_answer_takes_its_measures_from_what_is_in_force_that_day(town_of_four: KnowledgeBase) -> None:
    who = parse_profile({"region": "湖州市"})
    said = "我们企业购置数控机床实施改造，有什么补助？"
    now, then = (answer(town_of_four, said, who, day) for day in (NOW, date(2023, 6, 1)))
    titles = {citation.n: citation.title for citation in now.citations}
    assert titles[now.measures[0].citation] == "湖州市企业数字化改造奖励办法"
    assert not any("技术改造补助" in titles[measure.citation] for measure in now.measures)
    assert "废止" in {precedent.why for precedent in now.precedents}
    assert then.citations[0].title == "湖州市企业技术改造补助办法"


def test_where_all_is_repealed_the_answer_says_it_is_not_in_force(tmp_path: Path) -> None:
    encoder = load_encoder(None)
    order = (
        "湖州市经济和信息化局关于废止部分文件的通知\n湖经信〔2025〕1号\n"
        "决定废止《湖州市企业技术改造补助办法》。\n湖州市经济和信息化局\n2025年1月2日"
    )
    documents = [
        document
        for text in (REPEALED, order)
        for document in ingest_extracted(Extracted(text), text[:9], text[:9])
    ]
    build(tmp_path / "kb", [(document, facts_of(document)) for document in documents], encoder)
    with KnowledgeBase.open(tmp_path / "kb", encoder) as kb:
        who = parse_profile({"region": "湖州市"})
        told = answer(kb, "我们企业购置数控机床实施技术改造，能拿多少补助？", who, NOW)
    assert (told.status, told.reason) == ("abstained", "not_in_force")
