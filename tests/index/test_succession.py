"""Which documents end which, as it is kept with a generation."""

from hashlib import sha256
from pathlib import Path

import pytest

from index.build import build
from index.models import Encoder
from index.search import KnowledgeBase
from index.store import Store
from index.store_writer import StoreWriter
from index.succession import Succession
from ingest.extract.extracted import Extracted
from ingest.pipeline import facts_of, ingest_extracted
from ingest.records import Document, Facts
from ingest.relations import Ended

Input = tuple[Document, tuple[Facts, ...]]
OLD = (
    "湖州市企业上云奖励办法\n湖经信〔2020〕3号\n第一条　对企业上云给予奖励。\n"
    "第二条　本办法自印发之日起施行。\n"
    "湖州市经济和信息化局\n2020年3月1日"
)
NEW = (
    "湖州市企业数字化转型奖励办法\n湖经信〔2024〕8号\n第一条　对企业数字化转型给予奖励。\n"
    "第二条　本办法自2024年5月1日起施行，《湖州市企业上云奖励办法》（湖经信〔2020〕3号）同时废止。\n"
    "湖州市经济和信息化局\n2024年4月2日"
)


def read(text: str) -> Input:
    (document,) = ingest_extracted(Extracted(text), f"{text[:12]}.txt", sha256(text.encode()).hexdigest())
    return document, facts_of(document)


def test_a_repeal_is_found_among_the_documents_of_a_build() -> None:
    succession = Succession()
    old, new = read(OLD), read(NEW)
    for each in (old, new):
        succession.add(*each)
    (ended,) = succession.ended()
    assert (ended.document_id, ended.by_id, ended.relation) == (old[0].id, new[0].id, "废止")
    assert str(ended.on) == "2024-05-01"
    assert any(clause.id == ended.clause_id and "同时废止" in clause.text for clause in new[0].clauses)


def test_a_version_issued_later_ends_the_one_before() -> None:
    grants = ("技改补助", "上云奖励", "展会补贴", "贷款贴息", "保费补贴", "人才津贴")
    body = "".join(
        f"第{n}条　{grant}由市财政局按照年度预算安排，经审核后拨付企业。\n"
        for n, grant in enumerate(grants, 1)
    )
    first = f"湖州市惠企资金管理办法（2022年修订）\n湖财〔2022〕3号\n{body}湖州市财政局\n2022年3月1日"
    second = first.replace("2022", "2024").replace("〕3号", "〕6号").replace("经审核后", "经公示后")
    succession = Succession()
    old, new = read(first), read(second)
    for each in (new, old):
        succession.add(*each)
    assert [(each.document_id, each.by_id, each.relation) for each in succession.ended()] == [
        (old[0].id, new[0].id, "新版本")
    ]


def test_a_generation_remembers_what_ended_its_documents(tmp_path: Path, encoder: Encoder) -> None:
    build(tmp_path / "home", [read(OLD), read(NEW)], encoder)
    with KnowledgeBase.open(tmp_path / "home", encoder) as kb:
        old, new = kb.documents
    assert [(each.by_id, each.by_title, each.relation, str(each.on)) for each in old.ended] == [
        (new.id, "湖州市企业数字化转型奖励办法", "废止", "2024-05-01")
    ]
    assert new.ended == ()


def test_a_document_repealed_by_one_that_comes_later_makes_another_generation(
    tmp_path: Path, encoder: Encoder
) -> None:
    alone = build(tmp_path / "home", [read(OLD)], encoder)
    both = build(tmp_path / "home", [read(OLD), read(NEW)], encoder)
    again = build(tmp_path / "home", [read(OLD), read(NEW)], encoder)
    assert alone.generation != both.generation
    assert again.unchanged


def test_the_store_refuses_to_end_what_it_does_not_hold(tmp_path: Path) -> None:
    writer = StoreWriter(tmp_path / "store.sqlite")
    document, facts = read(OLD)
    writer.add(document, facts)
    with pytest.raises(ValueError, match="not in the store"):
        writer.add_ended([Ended(document.id, "别的", "某意见", "废止", None)])
    writer.add_ended([Ended(document.id, document.id, "某意见", "修订", None)])
    writer.commit()
    writer.close()
    store = Store(tmp_path / "store.sqlite")
    assert store.documents()[0].ended == (Ended(document.id, document.id, "某意见", "修订", None),)
    store.close()
