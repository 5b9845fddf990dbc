import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.engine import Engine
from api.settings import Settings


@pytest.fixture(scope="module")
def client(home: Path, engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=home), engine)) as client:
        yield client


def test_an_answer_over_http_is_the_answer_of_the_library(client: TestClient, engine: Engine) -> None:
    question = "黄石专精特新企业的用地保障由谁负责？"
    body = client.post("/v1/ask", json={"question": question, "as_of": "2026-11-21"}).json()
    assert body["status"] == "answered"
    names = [unit["name"] for unit in body["units"]]
    assert names == ["市自然资源和城乡建设局", "各县（市、区）人民政府"]
    assert body["citations"][0]["status"] == "征求意见稿"


def test_documents_clauses_and_hits_are_served(client: TestClient) -> None:
    documents = client.get("/v1/documents").json()
    assert len(documents) == 7
    assert client.get(f"/v1/documents/{documents[0]['id']}").json() == documents[0]
    clauses = client.get(f"/v1/documents/{documents[0]['id']}/clauses").json()
    assert len(clauses) == documents[0]["clauses"]
    one = client.get("/v1/clauses", params={"id": clauses[3]["id"]}).json()
    assert one == clauses[3]
    hits = client.get("/v1/search", params={"query": "知识产权质押融资", "k": 3}).json()["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert client.get("/v1/health").json()["documents"] == 7


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"question": ""}, 400, "bad_question"),
        ({"question": "长" * 100_000}, 400, "bad_question"),
        ({"question": "有什么支持？", "profile": {"region": "火星市"}}, 400, "bad_profile"),
        ({"question": "有什么支持？", "region": "火星市"}, 400, "bad_question"),
        ({"question": "有什么支持？", "as_of": "昨天"}, 422, "bad_request"),
        ({}, 422, "bad_request"),
        ({"question": "有什么支持？", "profil": {}}, 422, "bad_request"),
    ],
)
def test_bad_input_is_refused_in_chinese(
    client: TestClient, body: dict[str, object], status: int, code: str
) -> None:
    answer = client.post("/v1/ask", json=body)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["code"] == code
    assert any("一" <= character <= "鿿" for character in error["message"])


def test_an_unknown_document_is_not_found(client: TestClient) -> None:
    for path in ("/v1/documents/nothing", "/v1/documents/nothing/clauses"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "not_found"


def test_openapi_describes_the_answer_and_gives_an_example(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    ask = described["components"]["schemas"]["AskRequest"]
    assert ask["examples"][0]["question"]
    assert {"measures", "facts", "funds", "units", "precedents", "citations"} <= set(
        described["components"]["schemas"]["Answer"]["properties"]
    )


def test_help_does_not_wait_for_the_models() -> None:
    code = (
        "import sys, huice; huice.main(['--help']);"
        "sys.exit(bool({'torch', 'faiss', 'jieba', 'sentence_transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0


def test_the_api_page_loads_without_the_internet(client: TestClient) -> None:
    page = client.get("/docs").text
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert loaded
    assert all(url.startswith("/") and client.get(url).status_code == 200 for url in loaded)
