"""Whether a document is in force on a day."""

from datetime import date

import pytest

from ingest.records import Metadata, Period, Sourced
from ingest.validity import status_on

TODAY = date(2026, 6, 1)
NUMBER = Sourced("某政发〔2024〕1号")


@pytest.mark.parametrize(
    ("metadata", "status"),
    [
        (Metadata(kind=Sourced("规划"), period=Sourced(Period(2021, 2025)), doc_number=NUMBER), "已到期"),
        (Metadata(kind=Sourced("规划"), period=Sourced(Period(2021, 2026)), doc_number=NUMBER), "现行"),
        (Metadata(kind=Sourced("行动方案"), period=Sourced(Period(2027, 2029)), doc_number=NUMBER), "未生效"),
        (
            Metadata(
                kind=Sourced("行动方案"),
                period=Sourced(Period(2024, 2026)),
                stated_status=Sourced("征求意见稿"),
            ),
            "征求意见稿",
        ),
        (
            Metadata(
                kind=Sourced("行动方案"),
                period=Sourced(Period(2021, 2023)),
                stated_status=Sourced("征求意见稿"),
            ),
            "已到期",
        ),
        (Metadata(kind=Sourced("办法"), expires_on=Sourced(date(2026, 5, 31)), doc_number=NUMBER), "已到期"),
        (Metadata(kind=Sourced("办法"), expires_on=Sourced(TODAY), doc_number=NUMBER), "现行"),
        (
            Metadata(kind=Sourced("办法"), effective_from=Sourced(date(2026, 7, 1)), doc_number=NUMBER),
            "未生效",
        ),
        (Metadata(kind=Sourced("办法"), issued_on=Sourced(date(2026, 7, 1)), doc_number=NUMBER), "未生效"),
        (Metadata(kind=Sourced("办法"), stated_status=Sourced("废止"), doc_number=NUMBER), "废止"),
        (
            Metadata(
                kind=Sourced("通知"), period=Sourced(Period(2021, 2025)), issuers=(Sourced("某市财政局"),)
            ),
            "现行",
        ),
        (Metadata(kind=Sourced("条例")), "现行"),
        (Metadata(kind=Sourced("若干措施")), "未知"),
        (Metadata(kind=Sourced("管理办法"), effective_from=Sourced(date(2022, 3, 1))), "现行"),
        (
            Metadata(
                kind=Sourced("管理办法"),
                effective_from=Sourced(date(2022, 3, 1)),
                stated_status=Sourced("征求意见稿"),
            ),
            "征求意见稿",
        ),
        (Metadata(kind=Sourced("答复"), doc_number=NUMBER), "未知"),
        (Metadata(kind=Sourced("新闻材料"), issuers=(Sourced("某市财政局"),)), "未知"),
        (Metadata(kind=Sourced("报告"), period=Sourced(Period(2021, 2025))), "未知"),
        (Metadata(), "未知"),
    ],
)
def test_the_first_rule_that_holds_decides(metadata: Metadata, status: str) -> None:
    assert status_on(metadata, TODAY) == status
