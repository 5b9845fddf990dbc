import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from index.models import Encoder
from index.models.loading import load_encoder, model_fingerprint
from index.models.sentence import SentenceEncoder
from index.models.static import StaticEncoder
from ingest.errors import HomeError

TEXTS = ["专精特新中小企业融资担保", "", "厂房加层改造，提高容积率。" * 40, "unknown words"]


def test_the_static_encoder_equals_sentence_transformers(model_folder: Path, encoder: Encoder) -> None:
    assert isinstance(encoder, StaticEncoder)
    reference = SentenceEncoder(model_folder, "", threads=1)
    assert np.abs(encoder.encode_queries(TEXTS) - reference.encode_queries(TEXTS)).max() < 1e-5
    assert np.abs(encoder.encode_passages(TEXTS) - reference.encode_passages(TEXTS)).max() < 1e-5


def test_a_matrix_of_bytes_with_token_weights_is_read_alike(model_folder: Path, tmp_path: Path) -> None:
    folder = _copy(model_folder, tmp_path / "folded")
    matrix = load_file(folder / "model.safetensors")["embedding.weight"]
    small = np.clip(np.round(matrix * 40), -127, 127).astype(np.int8)
    weights = np.linspace(0.01, 0.05, len(small), dtype=np.float32)
    save_file({"embeddings": small, "weights": weights}, folder / "model.safetensors")
    encoder = load_encoder(folder)
    assert isinstance(encoder, StaticEncoder)
    reference = SentenceEncoder(folder, "", threads=1)
    assert np.abs(encoder.encode_passages(TEXTS) - reference.encode_passages(TEXTS)).max() < 1e-5


def test_vectors_have_length_one_and_an_empty_text_none(encoder: Encoder) -> None:
    lengths = np.linalg.norm(encoder.encode_passages(TEXTS), axis=1)
    assert lengths == pytest.approx([1, 0, 1, 1], abs=1e-6)


def test_a_question_gets_the_query_prompt(encoder: Encoder) -> None:
    question = encoder.encode_queries(["贷款"])
    assert question == pytest.approx(encoder.encode_passages(["企业贷款"]))
    assert question != pytest.approx(encoder.encode_passages(["贷款"]))


def test_the_fingerprint_follows_the_weights_and_not_the_card(model_folder: Path, tmp_path: Path) -> None:
    folder = _copy(model_folder, tmp_path / "copy")
    assert model_fingerprint(folder) == model_fingerprint(model_folder)
    (folder / "README.md").write_text("card")
    assert model_fingerprint(folder) == model_fingerprint(model_folder)
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    assert model_fingerprint(folder) != model_fingerprint(model_folder)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match=r"缺少 modules\.json"):
        load_encoder(tmp_path)


def test_a_broken_model_is_refused(model_folder: Path, tmp_path: Path) -> None:
    folder = _copy(model_folder, tmp_path / "broken")
    (folder / "model.safetensors").write_bytes(b"\x00" * 40)
    with pytest.raises(HomeError, match="无法载入向量模型"):
        load_encoder(folder)


def test_the_shipped_encoder_answers_without_importing_torch() -> None:
    code = (
        "import sys; from index.models.loading import load_encoder\n"
        "vectors = load_encoder().encode_queries(['贷款贴息', '小微企业融资利息补贴', '污水处理厂'])\n"
        "print(float(vectors[0] @ vectors[1]) > float(vectors[0] @ vectors[2]), 'torch' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.split() == ["True", "False"]


def _copy(source: Path, target: Path) -> Path:
    target.mkdir()
    for path in source.iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    return target
