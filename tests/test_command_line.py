"""The command line as a contract: words, streams, field names, offsets, and the same answer by every door."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import huice
from api.app import create_app
from api.console.render import plain
from api.engine import Engine
from api.settings import Settings

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "corpus" / "sources").iterdir())
QUERIES = ROOT / "eval" / "suites" / "five" / "queries.jsonl"
COMMANDS = ("build", "documents", "clauses", "search", "ask", "serve", "train")
DAY = "2025-06-30"
Json = dict[str, object]


def _json(capsys: pytest.CaptureFixture[str], *argv: str | Path) -> object:
    """Run a command that must succeed and print nothing but JSON on stdout."""
    status = huice.main([str(part) for part in argv])
    shown = capsys.readouterr()
    assert status == 0, shown.err
    return json.loads(shown.out)


def _rows(value: object) -> list[Json]:
    assert isinstance(value, list)
    return value


def _answer(value: object) -> Json:
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=lambda c: c[0] if c else "all")
def test_help_is_chinese(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert huice.main([*command, "--help"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "用法：huice" in shown.out
    english = r"Usage|Options|Arguments|Commands|Show this|\[default|\[required|OPTIONS|ARGS"
    assert not re.search(english, shown.out)
    explained = [line for line in shown.out.splitlines() if line.startswith("  ")]
    assert all(re.search("[一-鿿]", line) for line in explained), shown.out


def test_no_command_shows_the_help_as_a_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert huice.main([]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("用法：huice")


DOCUMENT = {
    "id", "title", "issuers", "doc_number", "region", "level", "kind", "issued_on", "status", "source",
}  # fmt: skip


def test_documents_carry_the_fields_of_the_contract(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = _rows(_json(capsys, "documents", "--home", home, "--json"))
    assert all(DOCUMENT <= row.keys() for row in rows)
    assert {Path(str(row["source"])).name for row in rows} == {path.name for path in SOURCES}
    assert len({row["id"] for row in rows}) == len(rows) > 5


def test_clauses_carry_the_fields_of_the_contract_and_make_up_their_documents(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    every = _rows(_json(capsys, "clauses", "--home", home, "--json"))
    assert all({"id", "document_id", "path", "text", "page"} <= row.keys() for row in every)
    one = str(every[0]["document_id"])
    assert _json(capsys, "clauses", one, "--home", home, "--json") == [
        row for row in every if row["document_id"] == one
    ]
    assert all(str(row["id"]).startswith(f"{row['document_id']}#") for row in every)
    assert len({row["id"] for row in every}) == len(every)


def test_hits_carry_the_fields_of_the_contract(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = _answer(_json(capsys, "search", "知识产权质押融资", "-k", "4", "--home", home, "--json"))
    assert found["query"] == "知识产权质押融资"
    hits = _rows(found["hits"])
    wanted = {"rank", "score", "clause_id", "document_id", "source", "title", "path", "text"}
    assert all(wanted <= hit.keys() for hit in hits)
    assert [hit["rank"] for hit in hits] == [1, 2, 3, 4]
    scores = [float(str(hit["score"])) for hit in hits]
    assert scores == sorted(scores, reverse=True)


ANSWER = {
    "": {"question", "as_of", "profile", "status", "reason", "summary", "confidence", "measures", "funds",
         "units", "facts", "precedents", "missing", "nearest", "citations", "contacts"},
    "measures": {"text", "instrument", "force", "verdict", "conditions", "units", "funds", "targets",
                 "citation"},
    "funds": {"text", "kind", "min_yuan", "max_yuan", "citation"},
    "units": {"name", "role", "citation"},
    "facts": {"text", "citation"},
    "precedents": {"text", "why", "citation"},
    "citations": {"n", "document_id", "source", "title", "doc_number", "issuer", "status", "clause_id",
                  "path", "quote", "start", "end", "page", "boxes", "doubtful",
                  "until", "amendments"},
}  # fmt: skip
CONDITION = {"text", "state", "citation"}


@pytest.fixture(scope="module")
def varied(home: Path, engine: Engine) -> list[Json]:
    """Answers to some questions of every kind."""
    lines = [json.loads(line) for line in QUERIES.read_text("utf-8").splitlines() if line.strip()]
    kinds: dict[str, list[Json]] = {}
    for line in lines:
        kinds.setdefault(line["kind"], []).append(line)
    some = [line for asked in kinds.values() for line in asked[:3]]
    assert len(some) >= 20
    from api.console.batch import parse_date
    from api.profile import parse_profile

    answers = []
    for line in some:
        region = line.get("region")
        answer = engine.ask(
            str(line["question"]),
            parse_profile(line.get("profile")),
            parse_date(line["as_of"]),
            str(region) if region else None,
        )
        answers.append(_answer(plain(answer)))
    return answers


def test_answers_carry_the_fields_of_the_contract(varied: list[Json]) -> None:
    seen: set[str] = set()
    for answer in varied:
        assert ANSWER[""] == answer.keys()
        for part, names in ANSWER.items():
            for item in _rows(answer[part]) if part else []:
                assert names <= item.keys()
                seen.add(part)
        for measure in _rows(answer["measures"]):
            assert all(condition.keys() >= CONDITION for condition in _rows(measure["conditions"]))
    assert seen == ANSWER.keys() - {""}


def test_an_answer_abstains_with_a_reason_or_answers_with_a_citation(varied: list[Json]) -> None:
    assert {answer["status"] for answer in varied} == {"answered", "abstained"}
    for answer in varied:
        numbers = [citation["n"] for citation in _rows(answer["citations"])]
        assert numbers == list(range(1, len(numbers) + 1))
        if answer["status"] == "answered":
            assert answer["reason"] is None
            assert numbers
            assert "[1]" in str(answer["summary"])
        else:
            assert answer["reason"] in ("no_supporting_clause", "outside_region", "not_in_force")
            assert not answer["measures"]
        leaning = [
            item["citation"]
            for part in ("measures", "funds", "units", "facts", "precedents")
            for item in _rows(answer[part])
        ]
        assert {*leaning, *_rows(answer["nearest"])} <= set(numbers)


def test_every_quote_is_its_source_with_characters_left_out(varied: list[Json]) -> None:
    checked = 0
    for answer in varied:
        for citation in _rows(answer["citations"]):
            path = ROOT / str(citation["source"])
            source = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
            quote = str(citation["quote"])
            stretch = source[int(str(citation["start"])) : int(str(citation["end"]))]
            assert (stretch[0], stretch[-1]) == (quote[0], quote[-1])
            rest = iter(stretch)
            assert all(character in rest for character in quote), (quote, stretch)
            checked += 1
    assert checked > 30


def test_what_an_answer_says_stands_in_the_clause_it_cites(varied: list[Json], engine: Engine) -> None:
    for answer in varied:
        clauses = {
            citation["n"]: engine.clause(str(citation["clause_id"])).text
            for citation in _rows(answer["citations"])
        }
        for part, name in (("measures", "text"), ("facts", "text"), ("funds", "text"), ("units", "name")):
            for item in _rows(answer[part]):
                assert str(item[name]) in clauses[item["citation"]]


QUESTION = "黄石的专精特新企业给厂房加层，还要补交土地价款吗？由哪个单位负责？"


@pytest.fixture(scope="module")
def client(home: Path, engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=home), engine)) as opened:
        yield opened


def test_library_command_line_and_http_give_the_same_answer(
    home: Path, engine: Engine, client: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = {"region": "黄石", "qualifications": ["省级专精特新"]}
    (tmp_path / "画像.json").write_text(json.dumps(raw, ensure_ascii=False), "utf-8")
    options = ["--profile", tmp_path / "画像.json", "--as-of", DAY, "--home", home]
    printed = _json(capsys, "ask", QUESTION, *options, "--json")
    sent = {"question": QUESTION, "profile": raw, "as_of": DAY}
    (tmp_path / "问题.jsonl").write_text(json.dumps({"id": "一", **sent}), "utf-8")
    batch = _answer(_json(capsys, "ask", "--batch", tmp_path / "问题.jsonl", "--home", home))
    assert batch.pop("id") == "一"
    assert batch == printed
    assert client.post("/v1/ask", json=sent).json() == printed
    assert _answer(printed)["status"] == "answered"


def test_the_same_question_gives_the_same_bytes(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for _ in range(2):
        assert huice.main(["ask", QUESTION, "--as-of", DAY, "--home", str(home), "--json"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


def test_a_batch_prints_one_object_a_line_in_the_order_of_its_input(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = ["z", 3, "a", "问题"]
    lines = [json.dumps({"id": name, "query": "融资担保", "k": k}) for k, name in enumerate(ids, 1)]
    (tmp_path / "检索.jsonl").write_text("\ufeff" + "\n\n".join(lines) + "\n", "utf-8")
    assert huice.main(["search", "--batch", str(tmp_path / "检索.jsonl"), "--home", str(home)]) == 0
    shown = capsys.readouterr()
    rows = [json.loads(line) for line in shown.out.splitlines()]
    assert [row["id"] for row in rows] == ids
    assert [len(row["hits"]) for row in rows] == [1, 2, 3, 4]
    assert shown.err == ""


def test_the_environment_names_the_home_and_the_option_goes_before_it(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUICE_HOME", str(home))
    assert len(_rows(_json(capsys, "documents", "--json"))) > 5
    assert huice.main(["documents", "--home", str(tmp_path / "别处")]) == 1
    assert "别处" in capsys.readouterr().err


COLLECTION = [
    {"id": "甲-1", "title": "云州市促进低空经济发展若干措施", "heading": "第一章 总则",
     "region": "浙江省杭州市",
     "text": "第一条 对新认定的低空经济链主企业，给予最高500万元奖励。（责任单位：市经信局）"},
    {"id": "甲-2", "title": "云州市促进低空经济发展若干措施", "text": "第二条 支持建设起降场地。"},
    {"id": 7, "title": "另一份办法", "text": "第一条 本办法自公布之日起施行。"},
]  # fmt: skip


def test_a_clause_collection_keeps_its_ids_and_can_be_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "条款集.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in COLLECTION), "utf-8")
    home = tmp_path / "home"
    assert _answer(_json(capsys, "build", path, "--home", home, "--json"))["documents"] == 2
    rows = _rows(_json(capsys, "clauses", "--home", home, "--json"))
    assert [str(row["id"]).partition("#")[2] for row in rows] == ["甲-1", "甲-2", "7"]
    assert rows[0]["path"] == ["第一章 总则", "第一条"]
    question = "低空经济链主企业最高能拿多少奖励？"
    answer = _answer(_json(capsys, "ask", question, "--region", "杭州市", "--home", home, "--json"))
    assert answer["status"] == "answered"
    assert [fund["max_yuan"] for fund in _rows(answer["funds"])] == [5_000_000]
    first = _rows(answer["citations"])[0]
    assert str(first["clause_id"]).endswith("#甲-1")
    assert first["source"] == str(path)


def test_a_deleted_source_is_gone_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "文件"
    folder.mkdir()
    for path in SOURCES[:2]:
        (folder / path.name).write_bytes(path.read_bytes())
    home = tmp_path / "home"
    _json(capsys, "build", folder, "--home", home, "--json")
    clauses = _rows(_json(capsys, "clauses", "--home", home, "--json"))
    listed = _rows(_json(capsys, "documents", "--home", home, "--json"))
    gone = {str(row["id"]) for row in listed if Path(str(row["source"])).name == SOURCES[0].name}
    text = max((str(row["text"]) for row in clauses if row["document_id"] in gone), key=len)
    (folder / SOURCES[0].name).unlink()
    _json(capsys, "build", folder, "--home", home, "--json")
    kept = _rows(_json(capsys, "documents", "--home", home, "--json"))
    assert {row["id"] for row in kept} == {row["id"] for row in listed} - gone
    found = _answer(_json(capsys, "search", text[:200], "-k", "50", "--home", home, "--json"))
    assert not gone & {str(hit["document_id"]) for hit in _rows(found["hits"])}
    answer = _answer(_json(capsys, "ask", text[:200], "--home", home, "--json"))
    assert not gone & {str(citation["document_id"]) for citation in _rows(answer["citations"])}
    assert not any(text[:40].encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())
