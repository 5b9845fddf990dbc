"""A PDF as a scanner gives it: pictures of its pages, tilted, noisy and compressed, and no text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

POINTS = 72  # to an inch
EPOCH = time.gmtime(0)  # written into the file, so that the same pages give the same bytes


@dataclass(frozen=True, slots=True)
class Scanner:
    """How pages are scanned: `dpi`, counter-clockwise `tilt` in degrees, gaussian `noise` (standard deviation
    in grey levels), `salt` (share of pixels turned black or white) and JPEG `quality`."""

    dpi: int = 200
    tilt: float = 0.0
    noise: float = 0.0
    salt: float = 0.0
    quality: int = 90
    seed: int = 0


CLEAN = Scanner()
TILTED = Scanner(tilt=0.7, noise=12.0, salt=0.002, quality=70)


def scan(pdf: Path, path: Path, scanner: Scanner = TILTED) -> None:
    """Write the pages of `pdf` to `path` as a PDF of grey pictures; the same input gives the same bytes."""
    first, *others = scanned_pages(pdf, scanner)
    first.save(
        path,
        "PDF",
        save_all=True,
        append_images=others,
        resolution=scanner.dpi,
        quality=scanner.quality,
        title="",  # would be the name of the file
        creationDate=EPOCH,
        modDate=EPOCH,
    )


def scanned_pages(pdf: Path, scanner: Scanner) -> Iterator[Image]:
    """Yield the pages of `pdf` as the grey pictures that `scanner` takes of them."""
    import pypdfium2

    file = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(file)):
            page = file[number]
            picture = page.render(scale=scanner.dpi / POINTS, grayscale=True).to_pil().convert("L")
            yield _taken(picture, scanner, number)
    finally:
        file.close()


def _taken(picture: Image, scanner: Scanner, number: int) -> Image:
    import numpy as np
    from PIL import Image

    if scanner.tilt:
        picture = picture.rotate(scanner.tilt, Image.Resampling.BICUBIC, fillcolor=255)
    if not scanner.noise and not scanner.salt:
        return picture
    chance = np.random.default_rng((scanner.seed, number))
    pixels = np.asarray(picture) + chance.normal(0.0, scanner.noise, (picture.height, picture.width))
    struck = chance.random(pixels.shape)
    pixels[struck < scanner.salt / 2] = 0
    pixels[struck > 1 - scanner.salt / 2] = 255
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
