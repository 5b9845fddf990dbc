"""Citations say until when their document holds and what has changed it since."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.answers import answer
from api.console.render import answer_text
from api.profile import parse_profile
from index.build import build
from index.models.loading import load_encoder
from index.search import KnowledgeBase
from ingest.extract.extracted import Extracted
from ingest.pipeline import facts_of, ingest_extracted

RULE = (
    "舟山市渔船更新奖励办法\n舟海渔〔2024〕8号\n第一条　为了支持渔船更新，制定本办法。\n"
    "第二条　渔业企业更新钢质渔船的，每艘给予奖励三十万元。\n"
    "第三条　本办法自2024年5月1日起施行，有效期至2028年4月30日。\n舟山市海洋与渔业局\n2024年4月2日"
)
AMENDING = (
    "舟山市海洋与渔业局关于修改《舟山市渔船更新奖励办法》的决定\n舟海渔〔2025〕9号\n"
    "将《舟山市渔船更新奖励办法》第二条修改为：“渔业企业更新钢质渔船的，每艘给予奖励四十万元。”\n"
    "本决定自2025年9月1日起施行。\n舟山市海洋与渔业局\n2025年8月20日"
)
ASKED = "渔业企业更新钢质渔船能拿多少奖励？"


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    encoder = load_encoder(None)
    home: Path = tmp_path_factory.mktemp("harbour") / "kb"
    documents = [
        d
        for name, text in (("a", RULE), ("b", AMENDING))
        for d in ingest_extracted(Extracted(text), name, name * 64)
    ]
    build(home, [(document, facts_of(document)) for document in documents], encoder)
    with KnowledgeBase.open(home, encoder) as kb:
        yield kb


def test_an_amended_document_is_cited_with_what_amends_it(harbour: KnowledgeBase) -> None:
    said = answer(harbour, ASKED, parse_profile({"region": "舟山市"}), date(2026, 1, 1))
    cited = next(each for each in said.citations if each.title == "舟山市渔船更新奖励办法")
    assert cited.until == date(2028, 4, 30)
    assert [(each.title, each.on) for each in cited.amendments] == [
        ("舟山市海洋与渔业局关于修改《舟山市渔船更新奖励办法》的决定", date(2025, 9, 1))
    ]
    shown = answer_text(said)
    assert "现行（有效期至 2028-04-30）" in shown
    assert "自2025-09-01起经《舟山市海洋与渔业局关于修改〈舟山市渔船更新奖励办法〉的决定》修改" in shown


def test_before_the_amendment_nothing_is_said_of_it(harbour: KnowledgeBase) -> None:
    said = answer(harbour, ASKED, parse_profile({"region": "舟山市"}), date(2025, 6, 1))
    assert said.citations[0].title == "舟山市渔船更新奖励办法"
    assert said.citations[0].amendments == ()
