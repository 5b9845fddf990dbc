from datetime import date

from api.engine import Engine


def test_a_search_that_names_a_document_by_number_stays_in_it(engine: Engine) -> None:
    hits = engine.search("鄂经信产业〔2022〕13号 上市 企业", 5).hits
    assert hits
    assert {hit.title for hit in hits} == {"关于加快培育发展制造业优质企业的实施意见"}


def test_everyday_words_are_translated_only_where_their_own_clause_is_not_found(engine: Engine) -> None:
    plain = engine.search("厂房加层改造 容积率", 1).hits[0]
    spoken = engine.search("车间顶上再盖一层要补地钱吗", 1).hits[0]
    assert "厂房加层改造" in plain.text
    assert plain.clause_id == spoken.clause_id


def test_a_region_leaves_out_the_documents_of_other_cities(engine: Engine) -> None:
    titles = {hit.title for hit in engine.search("专精特新企业", 50, region="宜昌市").hits}
    assert titles
    assert not any("黄石" in (title or "") or "咸宁" in (title or "") for title in titles)


def test_a_hit_shows_the_status_of_the_day_asked_for(engine: Engine) -> None:
    then, now = (
        engine.search("鄂经信规划〔2021〕197号 规划期限", 1, as_of=day).hits[0].status
        for day in (date(2023, 6, 1), date(2026, 11, 21))
    )
    assert (then, now) == ("现行", "已到期")
