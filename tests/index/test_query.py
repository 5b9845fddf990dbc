from index.query import read_query


def test_a_word_of_the_query_weighs_more_than_one_it_may_mean() -> None:
    query = read_query("我想借钱买设备")
    assert query.words["设备"] == 1.0
    assert 0 < query.words["融资"] < 1


def test_a_phrase_of_the_query_knows_the_policy_term_it_stands_for() -> None:
    parts = {part.word: part for part in read_query("借钱").parts}
    assert any("贷款" in reading for part in parts.values() for reading in part.readings)


def test_a_query_of_policy_words_alone_has_no_other_reading_of_them() -> None:
    query = read_query("知识产权质押融资")
    assert query.words["知识产权质押融资"] == 1.0
    assert query.text == "知识产权质押融资"


def test_a_query_of_stop_words_has_no_terms() -> None:
    query = read_query("这是什么呢？")
    assert not query.words
    assert not query.parts
