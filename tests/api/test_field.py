from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from api.field import Field, survey
from api.matching import ELSEWHERE, EVIDENCE, UNTOLD
from api.profile import parse_profile
from api.question import read_question

TODAY = date(2026, 11, 21)
CITY, REPLY, PLAN = "湖州市若干措施", "湖州市提案答复", "浙江省规划"
DRAFT, RULES, EXCERPT = "绍兴市行动方案征求意见稿", "工业和信息化部办法", "无名摘录"

Surveyed = Callable[..., Field]


@pytest.fixture
def surveyed(town: Any) -> Surveyed:  # noqa: ANN401  # a class of the conftest, which cannot be imported
    def survey_for(text: str, profile: object = None, as_of: date = TODAY) -> Field:
        return survey(town.kb, read_question(text, parse_profile(profile)), as_of)

    return survey_for
