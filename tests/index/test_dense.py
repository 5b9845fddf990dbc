import numpy as np
import pytest

from index.dense import build_dense, load_dense

VECTORS = np.eye(5, dtype=np.float32)


def test_the_nearest_chunk_comes_first_with_its_cosine() -> None:
    dense = load_dense(build_dense(VECTORS))
    query = np.array([0.6, 0.8, 0, 0, 0], dtype=np.float32)
    chunks, cosines = dense.nearest(query, 2)
    assert chunks.tolist() == [1, 0]
    assert cosines == pytest.approx([0.8, 0.6])


def test_a_chunk_outside_the_allowed_ones_is_never_returned() -> None:
    dense = load_dense(build_dense(VECTORS))
    allowed = np.array([False, False, True, False, True])
    chunks, _ = dense.nearest(VECTORS[0], 4, allowed)
    assert sorted(chunks.tolist()) == [2, 4]


def test_nothing_allowed_returns_nothing() -> None:
    chunks, cosines = load_dense(build_dense(VECTORS)).nearest(VECTORS[0], 3, np.zeros(5, dtype=np.bool_))
    assert len(chunks) == len(cosines) == 0


def test_the_cosine_of_named_chunks_can_be_asked_for() -> None:
    dense = load_dense(build_dense(VECTORS))
    assert dense.cosines(VECTORS[3], np.array([1, 3])).tolist() == [0.0, 1.0]
    assert len(dense.cosines(VECTORS[3], np.zeros(0, dtype=np.int64))) == 0


def test_an_index_of_another_kind_is_refused() -> None:
    import faiss

    other = bytes(faiss.serialize_index(faiss.IndexFlatL2(4)))
    with pytest.raises(ValueError, match="IndexFlatL2"):
        load_dense(other)
