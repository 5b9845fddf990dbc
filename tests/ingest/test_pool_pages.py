"""Long files tell page by page how far they are."""

from pathlib import Path

from ingest.pool import read_files


def _pdf(pages: int) -> bytes:
    """Return a PDF of so many pages of Latin words."""
    words = b"BT /F 12 Tf 72 700 Td (Article. The city supports small enterprises with subsidies.) Tj ET"
    page = (
        b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]/Contents 1 0 R"
        b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>" % (pages + 2)
    )
    kids = b" ".join(b"%d 0 R" % number for number in range(2, pages + 2))
    objects = [b"<</Length %d>>\nstream\n%s\nendstream" % (len(words), words), *[page] * pages]
    objects.append(b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids))
    objects.append(b"<</Type/Catalog/Pages %d 0 R>>" % (pages + 2))
    data = b"%PDF-1.7\n"
    starts = []
    for number, content in enumerate(objects, 1):
        starts.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(starts) + 1)
    root = b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(starts) + 1, len(starts), len(data),
    )  # fmt: skip
    return data + head + table + root


def test_the_pages_of_a_pdf_are_told_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "长.pdf"
    path.write_bytes(_pdf(12))
    told: list[tuple[str, int, int]] = []
    list(read_files([(path, path.name)], workers=1, on_page=lambda *page: told.append(page)))
    assert told[0][0] == "长.pdf"
    assert told[-1] == ("长.pdf", 12, 12)
    assert [done for _, done, _ in told] == sorted({done for _, done, _ in told})
