import pytest

from index.training.pretrained.lists import RankedList

WORDS = "贷款 贴息 担保 用地 厂房 人才 补贴 税费 减免 稳岗 返还 培训 奖励 上市 专利 出口".split()


@pytest.fixture(scope="session")
def lists() -> list[RankedList]:
    """Each query is answered by the passage that holds the next word."""
    pairs = zip(WORDS, WORDS[1:] + WORDS[:1], WORDS[5:] + WORDS[:5], strict=True)
    return [
        RankedList(query, (f"{answer} {answer}", f"{wrong} {wrong}"), (1.0, 0.0), "policy")
        for query, answer, wrong in pairs
    ]
