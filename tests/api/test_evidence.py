from api.evidence import ScoredSentence, best_sentences, fund_scores, scored_sentences
from api.sentences import Sentence, TermWeights, sentences_of
from index.tokens import words
from ingest.facts.funds import find_funds
from ingest.records import Clause


def clause_of(text: str, *path: str) -> Clause:
    return Clause("a#一", "a", path, "", "", text, 0, len(text))


def best_amount(text: str, **terms: float) -> str:
    (sentence,) = sentences_of(text)
    scores = fund_scores(text, find_funds(text), sentence, TermWeights(terms, words))
    return max(scores, key=lambda fund: scores[fund][1]).text


def test_an_amount_is_scored_by_the_words_of_its_own_part_of_a_list() -> None:
    listed = "给予一等奖奖励50万元、二等奖奖励20万元、三等奖奖励5万元。"
    assert best_amount(listed, 一等奖=2.0, 奖励=1.0) == "50万元"
    assert best_amount(listed, 二等奖=2.0, 奖励=1.0) == "20万元"
    assert best_amount(listed, 三等奖=2.0, 奖励=1.0) == "5万元"


def test_the_topic_of_a_sentence_counts_for_the_amounts_after_it_and_a_little_less() -> None:
    text = "对智能工厂，给予奖励80万元。"
    (sentence,) = sentences_of(text)
    (scores,) = fund_scores(
        text, find_funds(text), sentence, TermWeights({"智能": 2.0, "奖励": 1.0}, words)
    ).values()
    assert scores[0] == 1.0
    assert 1.0 < scores[1] < 3.0


def test_amounts_outside_the_sentence_are_not_scored() -> None:
    text = "给予奖励50万元。给予补贴20万元。"
    second = sentences_of(text)[1]
    scores = fund_scores(text, find_funds(text), second, TermWeights({}, words))
    assert [fund.text for fund in scores] == ["20万元"]


def test_headings_count_a_little_for_every_sentence() -> None:
    terms = TermWeights({"贴息": 1.0, "贷款": 1.0}, words)
    under = scored_sentences(clause_of("发放贷款。给予支持。", "贴息办法"), terms)
    bare = scored_sentences(clause_of("发放贷款。给予支持。"), terms)
    assert [item.share for item in bare] == [0.5, 0.0]
    assert [round(item.share, 2) for item in under] == [0.65, 0.15]


def test_the_best_sentences_are_kept_in_text_order() -> None:
    scored = [
        ScoredSentence(Sentence(str(share), at, at + 1), share)
        for at, share in enumerate([0.4, 0.9, 0.1, 0.8])
    ]
    assert [s.text for s in best_sentences(scored, 0.4, 3)] == ["0.4", "0.9", "0.8"]
    assert [s.text for s in best_sentences(scored, 0.4, 2)] == ["0.9", "0.8"]
    assert best_sentences([], 0.4, 2) == ()


def test_words_that_follow_the_last_amount_of_a_list_belong_to_all_of_it() -> None:
    text = "分别给予50万元、20万元的奖励。"
    (sentence,) = sentences_of(text)
    scores = fund_scores(text, find_funds(text), sentence, TermWeights({"奖励": 1.0}, words))
    assert [own for own, _ in scores.values()] == [0.0, 0.0]
