import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from index.build import build
from index.encoder import Encoder, load_encoder
from index.search import KnowledgeBase
from ingest.pipeline import facts_of, read_source
from ingest.records import Document, Facts

SOURCES = Path(__file__).parents[2] / "corpus" / "sources"
Input = tuple[Document, tuple[Facts, ...]]
_VOCABULARY = "企业 中小企业 专精特新 融资 贷款 担保 用地 厂房 加层 改造 容积率 人才".split()


def write_model(folder: Path, seed: int = 1) -> Path:
    """Write a small StaticEmbedding folder as sentence-transformers saves it."""
    folder.mkdir()
    pieces = [("<unk>", -20.0), *((word, -5.0) for word in _VOCABULARY)]
    Tokenizer(Unigram(pieces, unk_id=0)).save(str(folder / "tokenizer.json"))
    matrix = np.random.default_rng(seed).normal(size=(len(pieces), 16)).astype(np.float32)
    save_file({"embedding.weight": matrix}, folder / "model.safetensors")
    kind = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
    (folder / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": kind}]))
    config = {"model_type": "SentenceTransformer", "prompts": {"query": "企业", "document": ""}}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config))
    return folder


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="session")
def encoder(model_folder: Path) -> Encoder:
    return load_encoder(model_folder)


@pytest.fixture(scope="session")
def documents() -> list[Input]:
    found = [
        document for path in sorted(SOURCES.iterdir()) for document in read_source(path, path.name).documents
    ]
    return [(document, facts_of(document)) for document in found]


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory, documents: list[Input], encoder: Encoder) -> Path:
    """A home built once from the five sources; tests must not change it."""
    home = tmp_path_factory.mktemp("homes") / "home"
    build(home, documents, encoder)
    return home


@pytest.fixture(scope="session")
def knowledge(shared_home: Path, encoder: Encoder) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(shared_home, encoder) as opened:
        yield opened
