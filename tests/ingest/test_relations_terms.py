"""Documents that prolong others or follow on them year by year, from small texts of our own."""

from datetime import date
from hashlib import sha256

import pytest

from ingest.extract.extracted import Extracted
from ingest.pipeline import facts_of, ingest_extracted
from ingest.records import Document
from ingest.relations import Ended, paper_of, relations
from ingest.validity import status_on

RULES = (
    "柳溪市财政局关于印发《柳溪市设备更新补助办法》的通知\n柳财企〔2021〕5号\n各区财政局：\n现印发给你们。\n柳溪市财政局\n"
    "2021年3月1日\n柳溪市设备更新补助办法\n第一条　对设备更新给予补助。\n"
    "第二条　本办法自2021年4月1日起施行，有效期2年。"
)


def notice(title: str, words: str, day: str = "2023年2月20日", number: str = "柳财企〔2023〕3号") -> str:
    return f"柳溪市财政局{title}\n{number}\n各区财政局：\n{words}\n柳溪市财政局\n{day}"


def read(text: str) -> Document:
    (document,) = ingest_extracted(Extracted(text), "一份.txt", sha256(text.encode()).hexdigest())
    return document


def ends(*texts: str) -> tuple[tuple[Document, ...], tuple[Ended, ...]]:
    documents = tuple(read(text) for text in texts)
    return documents, relations([paper_of(each, facts_of(each)) for each in documents])


@pytest.mark.parametrize(
    ("title", "words", "until"),
    [
        (
            "关于延长《柳溪市设备更新补助办法》有效期的通知",
            "经研究，决定将《柳溪市设备更新补助办法》（柳财企〔2021〕5号）有效期延长至2025年12月31日。",
            date(2025, 12, 31),
        ),
        (
            "关于延长《柳溪市设备更新补助办法》有效期的通知",
            "《柳溪市设备更新补助办法》（柳财企〔2021〕5号）将到期。经评估，同意有效期延长2年。",
            date(2025, 3, 31),
        ),
        (
            "关于《柳溪市设备更新补助办法》继续执行的通知",
            "《柳溪市设备更新补助办法》继续执行至2024年底。",
            date(2024, 12, 31),
        ),
        (
            "关于延长柳溪市设备更新补助办法有效期的通知",
            "现决定延长《柳溪市设备更新补助办法》有效期至2024年3月31日。",
            date(2024, 3, 31),
        ),
        (
            "关于做好设备更新工作的通知",
            "一、抓好落实。\n二、将《柳溪市设备更新补助办法》有效期延续至2024年6月30日。",
            date(2024, 6, 30),
        ),
    ],
)
def test_a_document_is_prolonged_to_the_day_another_one_says(title: str, words: str, until: date) -> None:
    (rules, longer), found = ends(RULES, notice(title, words))
    assert [(e.document_id, e.by_id, e.relation, e.on, e.until) for e in found] == [
        (rules.id, longer.id, "延期", date(2023, 2, 20), until)
    ]
    assert status_on(rules.metadata, until, found) == "现行"
    assert status_on(rules.metadata, until.replace(year=until.year + 1), found) == "已到期"
    assert status_on(rules.metadata, date(2023, 6, 1), ()) == "已到期"


@pytest.mark.parametrize(
    "words",
    [
        "将《柳溪市设备更新补助办法》公示期延长至2025年12月31日。",
        "按《柳溪市设备更新补助办法》执行的项目，建设期延长至2025年12月31日。",
        "《柳溪市人才办法》有效期延长至2025年12月31日。",
        "根据《柳溪市设备更新补助办法》，申报时间延长至2025年6月30日。",
        "《柳溪市设备更新补助办法》有效期延长至2022年1月1日。",
    ],
)
def test_another_term_or_another_document_prolongs_nothing(words: str) -> None:
    _, found = ends(RULES, notice("关于做好设备更新工作的通知", words))
    assert found == ()


def call(year: int, day: str, what: str = "申报") -> str:
    return notice(f"关于{what}{year}年度设备更新补助的通知", "一、抓紧申报。", day, f"柳财企〔{year}〕7号")


def test_the_call_of_a_year_is_over_when_the_next_one_comes() -> None:
    (first, second, third), found = ends(
        call(2022, "2022年4月1日"), call(2023, "2023年4月3日"), call(2024, "2024年4月8日")
    )
    assert [(e.document_id, e.by_id, e.relation, str(e.on)) for e in found] == [
        (first.id, second.id, "接续", "2023-04-03"),
        (second.id, third.id, "接续", "2024-04-08"),
    ]
    assert status_on(first.metadata, date(2023, 4, 2), found[:1]) == "现行"
    assert status_on(first.metadata, date(2023, 4, 3), found[:1]) == "已到期"
    assert status_on(third.metadata, date(2026, 1, 1), ()) == "现行"


def test_calls_for_other_things_and_lists_of_results_follow_on_nothing() -> None:
    texts = call(2023, "2023年4月3日"), call(2024, "2024年4月8日", "组织推荐并申报")
    assert ends(*texts)[1] == ()
    lists = [
        notice(
            f"关于公布{y}年度设备更新补助认定名单的通知",
            "一、名单如下。",
            f"{y}年9月1日",
            f"柳财企〔{y}〕9号",
        )
        for y in (2023, 2024)
    ]
    assert ends(*lists)[1] == ()


def test_the_day_said_before_a_list_holds_for_what_is_listed() -> None:
    words = (
        "决定废止下列文件，自2024年1月1日起停止执行：\n1.《柳溪市设备更新补助办法》（柳财企〔2021〕5号）\n"
        "2.《柳溪市人才办法》（柳财企〔2020〕5号）"
    )
    (rules, _), found = ends(RULES, notice("关于废止部分文件的决定", words))
    assert [(e.document_id, e.relation, e.on) for e in found] == [(rules.id, "废止", date(2024, 1, 1))]


def test_what_title_and_body_both_say_is_said_once_and_by_the_body() -> None:
    words = "经研究，决定对《柳溪市设备更新补助办法》（柳财企〔2021〕5号）作如下修改：\n一、删去第一条。\n"
    words += "二、《柳溪市设备更新补助办法》第二条予以废止。"
    _, found = ends(RULES, notice("关于修改《柳溪市设备更新补助办法》的决定", words))
    assert [(e.relation, (e.clause_id or "").split("#")[1]) for e in found] == [("修订", "前言")]
