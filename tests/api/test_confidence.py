"""How sure an answer is of itself."""

from api.engine import Engine

ASKED = "黄石市行动方案提出到2026年累计培育多少家省级专精特新中小企业？"
UNKNOWN = "火星基地的氧气补贴每月发多少？"


def test_an_answer_that_carries_every_word_is_surer_than_an_abstention(engine: Engine) -> None:
    answered, abstained = engine.ask(ASKED), engine.ask(UNKNOWN)
    assert (answered.status, abstained.status) == ("answered", "abstained")
    assert 0 <= abstained.confidence < 0.5 < answered.confidence <= 1


def test_a_measure_that_is_named_is_surer_than_one_hinted_at(engine: Engine) -> None:
    named = engine.ask("专精特新企业厂房加层改造，黄石有什么用地保障措施？", region="黄石市")
    hinted = engine.ask("厂房不够用了，想往上加，黄石有什么支持？", region="黄石市")
    assert hinted.confidence < named.confidence
