"""A service goes on with what another process has published, and never with what is damaged."""

import logging
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import api.served
from api.app import create_app
from api.building import Reading, SourceReader, build_home
from api.changing import add_documents
from api.engine import Engine
from api.served import Served
from api.settings import Settings
from index.snapshot import current_name

OLD = (
    "湖州市企业技术改造补助办法\n湖经信〔2024〕3号\n第一条　为了支持技术改造，制定本办法。\n"
    "第二条　企业购置数控机床实施技术改造的，按设备投资额的百分之十给予补助。\n"
    "湖州市经济和信息化局\n2024年3月1日"
)
NEW = (
    "湖州市企业研发投入奖励办法\n湖经信〔2025〕8号\n第一条　为了支持研发投入，制定本办法。\n"
    "第二条　企业研发费用比上年增长的，按增量的百分之十五给予奖励。\n"
    "湖州市经济和信息化局\n2025年4月2日"
)


def _quiet(stage: str, done: int, total: int | None) -> None:
    pass


def _add(home: Path, text: str) -> None:
    path = home.parent / f"{sha256(text.encode()).hexdigest()[:6]}.txt"
    path.write_text(text, encoding="utf-8")
    add_documents(home, SourceReader(home, [path], Reading(workers=0), _quiet), None, _quiet)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "旧.txt"
    path.write_text(OLD, encoding="utf-8")
    build_home(tmp_path / "kb", [path], None, _quiet, Reading(workers=0))
    return tmp_path / "kb"


@pytest.fixture
def client(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(api.served, "LOOKED_EACH", 0.0)
    with TestClient(create_app(Settings(home=home, rerank=0))) as client:
        yield client


def _titles(client: TestClient, query: str) -> set[str]:
    hits = client.get("/v1/search", params={"query": query, "as_of": "2026-11-21"}).json()["hits"]
    return {hit["title"] for hit in hits}


def test_what_another_process_adds_is_found_without_a_restart(client: TestClient, home: Path) -> None:
    assert _titles(client, "研发费用 奖励") == {"湖州市企业技术改造补助办法"}
    _add(home, NEW)
    assert "湖州市企业研发投入奖励办法" in _titles(client, "研发费用 奖励")
    assert client.get("/v1/health").json()["documents"] == 2


def test_a_damaged_generation_leaves_the_last_good_one_in_service_and_is_told_once(
    client: TestClient, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _add(home, NEW)
    store = home / "snapshots" / str(current_name(home)) / "store.sqlite"
    store.write_bytes(store.read_bytes()[:-1] + b"x")
    with caplog.at_level(logging.ERROR, "api.served"):
        for _ in range(3):
            assert client.get("/v1/health").json()["documents"] == 1
    told = [record.getMessage() for record in caplog.records if record.name == "api.served"]
    assert len(told) == 1
    assert "store.sqlite" in told[0]
    _add_again(home)
    assert client.get("/v1/health").json()["documents"] == 2


def _add_again(home: Path) -> None:
    build_home(home, sorted(home.parent.glob("*.txt")), None, _quiet, Reading(workers=0))


def test_a_home_is_not_looked_at_again_before_its_time(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.served, "LOOKED_EACH", 3600.0)
    served = Served(Settings(home=home, rerank=0))
    _add(home, NEW)
    assert served.engine.document_count == 1
    served.reopen()
    assert served.engine.document_count == 2


def test_others_answer_from_the_old_generation_while_one_opens_the_new(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.served, "LOOKED_EACH", 0.0)
    served = Served(Settings(home=home, rerank=0))
    before = served.engine
    _add(home, NEW)
    begun, go_on = threading.Event(), threading.Event()
    opened = Engine.open

    def slowly(*given: object) -> Engine:
        begun.set()
        assert go_on.wait(30)
        return opened(*given)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(Engine, "open", slowly)
    first = threading.Thread(target=lambda: served.engine)
    first.start()
    assert begun.wait(30)
    assert served.engine is before
    go_on.set()
    first.join()
    assert served.engine.document_count == 2
    assert before.search("技术改造", 1).hits[0].source.endswith("旧.txt")
