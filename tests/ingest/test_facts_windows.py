"""When one can apply."""

from datetime import date

import pytest

from ingest.facts.windows import find_windows


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("申报时间：2024年3月1日至3月31日。", date(2024, 3, 1), date(2024, 3, 31)),
        ("受理期限为2024年11月1日—2025年1月15日。", date(2024, 11, 1), date(2025, 1, 15)),
        ("申报截止时间为2024年6月30日。", None, date(2024, 6, 30)),
        ("请于6月15日前提交申请材料。", None, date(2024, 6, 15)),
        ("自2024年5月1日起受理申请。", date(2024, 5, 1), None),
        ("本项目常年受理。", None, None),
    ],
)
def test_a_window_opens_and_closes(text: str, opens: date | None, closes: date | None) -> None:
    [window] = find_windows(text, date(2024, 1, 10))
    assert (window.opens, window.closes) == (opens, closes)


@pytest.mark.parametrize(
    "text",
    [
        "2021年9月2日发表致辞。",
        "有效期至2026年12月31日。",
        "申报截止时间为2024年2月30日。",
        "请于6月15日前提交申请。",
    ],
)
def test_a_day_that_is_no_window_or_no_day_gives_none(text: str) -> None:
    assert find_windows(text) == ()
