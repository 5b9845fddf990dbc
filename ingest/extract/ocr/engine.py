"""The OCR models of rapidocr's wheel, loaded once a process: where text stands, and what it says.

PP-OCRv6 finds and reads the text, a PP-OCRv2 classifier tells lines that stand on their head. The files
are named one by one: rapidocr would otherwise look for them and fetch what is missing from the network.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import SourceError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from rapidocr import RapidOCR

    from ingest.extract.ocr.deskew import Pixels

    Quads = NDArray[np.float64]  # (n, 4, 2): x and y of the corners, from the top left one clockwise

_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}
_SETTINGS = {
    "Global.log_level": "critical",
    "Global.use_preprocess_img": False,  # it would shrink a page before it is read
    "Global.text_score": 0.0,  # what is hard to read is shown with its confidence, not dropped
    "Det.limit_type": "max",
    "Rec.rec_batch_num": 1,  # lines differ in length: padded batches read slower than single lines
    # one thread: pages are shared out among processes, which would fight for the cores
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
_HIGH, _STEP = 48, 8  # pixels: lines are read this high, in steps this wide
_LONG = 8.0  # widths to a height: shorter lines are padded to about this anyway
_CONDENSED = 0.8


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one line with its confidence (0..1) and where the middle of each character stands.

    `places` counts in pixels from the left of the picture, and is empty where the model did not tell.
    """

    text: str
    confidence: float
    places: tuple[float, ...] = ()


def find_text(image: Pixels, longest: int) -> Quads:
    """Return the corners of each piece of text of a BGR `image`, in pixels, from top to bottom.

    The image is looked at with its longer side shrunk to `longest` pixels.
    """
    import numpy as np

    detector = _engine()._load_det_model()  # type: ignore[no-untyped-call]  # rapidocr types only some
    detector.limit_side_len = longest
    boxes = detector(image).boxes
    return np.zeros((0, 4, 2)) if boxes is None else np.asarray(boxes, dtype=np.float64)


def read_text(crops: Sequence[Pixels]) -> list[Reading]:
    """Return what each BGR picture of one line says."""
    if not crops:
        return []
    from rapidocr.ch_ppocr_rec import TextRecInput

    recogniser = _engine()._load_rec_model()  # type: ignore[no-untyped-call]  # likewise
    read = recogniser(TextRecInput(img=[_narrowed(crop) for crop in crops], return_word_box=True))
    return [
        Reading(text, min(max(float(score), 0.0), 1.0), _places(text, words.word_cols, _step(crop)))
        for text, score, words, crop in zip(
            read.txts or (), read.scores, read.word_results, crops, strict=True
        )
    ]


def _narrowed(crop: Pixels) -> Pixels:
    """Return a long line a little condensed: it reads as well, and the time taken goes with the length."""
    import cv2
    import numpy as np

    high, wide = crop.shape[:2]
    if not _is_long(crop):
        return crop
    size = (round(wide * _CONDENSED), high)
    return np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _is_long(crop: Pixels) -> bool:
    return bool(crop.shape[1] > _LONG * crop.shape[0])


def _step(crop: Pixels) -> float:
    """Return how many pixels of a picture one step of the model covers."""
    return float(_STEP * crop.shape[0] / _HIGH / (_CONDENSED if _is_long(crop) else 1.0))


def _places(text: str, columns: Sequence[Sequence[int]], step: float) -> tuple[float, ...]:
    """Return where each character stands; a blank stands where the character before it does."""
    seen = [(column + 0.5) * step for word in columns for column in word]
    if len(seen) != sum(not character.isspace() for character in text):
        return ()
    rest = iter(seen)
    place, places = 0.0, []
    for character in text:
        place = place if character.isspace() else next(rest)
        places.append(place)
    return tuple(places)


def on_their_head(crops: Sequence[Pixels]) -> list[float]:
    """Return for each BGR picture of one line the belief (0..1) that it is upside down."""
    if not crops:
        return []
    classifier = _engine()._load_cls_model()  # type: ignore[no-untyped-call]  # likewise
    classes = classifier(list(crops)).cls_res
    return [float(score) if label == "180" else 1.0 - float(score) for label, score in classes]


@cache
def _engine() -> RapidOCR:
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        # its dependencies' notices about their own future say nothing to whoever reads a scan
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        import cv2
        import rapidocr

        cv2.setNumThreads(1)
        folder = Path(rapidocr.__file__).parent / "models"
        files = {f"{task}.model_path": str(_shipped(folder / name)) for task, name in _MODELS.items()}
        return rapidocr.RapidOCR(params={**_SETTINGS, **files})


def _shipped(path: Path) -> Path:
    if not path.is_file():
        raise SourceError(
            f"无法识别扫描件：缺少文字识别模型“{path.name}”。"
            "请重新安装 rapidocr 3.10.0（模型在其安装包内，无需联网下载）"
        )
    return path
