"""Input that is missing, broken, hostile or merely unusual."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.reading import ReadError, find_documents, read, read_bytes, read_many, read_text


def refuse(data: bytes, name: str = "doc") -> str:
    """The message with which some bytes are refused; it is one line and names the file."""
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "doc", name)
    message = str(caught.value)
    assert name in message and "\n" not in message and ";" in message
    return message


def test_missing_path(tmp_path: Path) -> None:
    for reader in (read, read_many, find_documents):
        with pytest.raises(ReadError, match=r"nowhere\.txt: no such file"):
            reader(tmp_path / "nowhere.txt")


def test_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="is a folder"):
        read(tmp_path)


def test_folder_without_documents(tmp_path: Path) -> None:
    (tmp_path / "a.gold.json").write_text("{}")
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    with pytest.raises(ReadError, match="holds no documents"):
        find_documents(tmp_path)


def test_folder_is_walked_in_order(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.html", "a.TXT", "a.gold.json", "deep/c.pdf", "deep/d.json", ".hidden.txt", "e.nxml"):
        (tmp_path / name).write_text("x")
    found = [str(path.relative_to(tmp_path)) for path in find_documents(tmp_path)]
    assert found == ["a.TXT", "b.html", "deep/c.pdf", "e.nxml"]


@pytest.mark.parametrize("data", [b"", b"   \n\t ", b"\xef\xbb\xbf\n"])
def test_empty_file(data: bytes) -> None:
    assert "empty" in refuse(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"\x7fELF" + bytes(200),
        b"\x1f\x8b\x08" + bytes(200),
        bytes(range(256)) * 20,
        b"PK\x03\x04" + b"xl/workbook.xml" * 20,
    ],
)
def test_binary_file(data: bytes) -> None:
    refuse(data, "thing.txt")


def test_truncated_pdf(make_pdf: Callable[..., bytes]) -> None:
    whole = make_pdf([[(72, 700, 12, "A trial of 40 adults.")]])
    assert "cut short" in refuse(whole[: len(whole) * 2 // 3], "half.pdf")
    assert "damaged" in refuse(b"%PDF-1.4\nnothing of use\n%%EOF", "hollow.pdf")


def test_encrypted_pdf(make_pdf: Callable[..., bytes]) -> None:
    assert "encrypted" in refuse(make_pdf([[(72, 700, 12, "Secret")]], encrypt=True), "locked.pdf")


def test_scanned_pdf(make_pdf: Callable[..., bytes]) -> None:
    assert "scan" in refuse(make_pdf([[], []]), "scan.pdf")


def test_pdf_with_a_loop_in_its_page_tree(make_pdf: Callable[..., bytes]) -> None:
    try:
        source = read_bytes(make_pdf([[(72, 700, 12, "Week 12 results")]], loop=True), "loop")
    except ReadError as error:
        assert "\n" not in str(error)
    else:
        assert "Week 12" in source.text


def test_broken_html() -> None:
    text = "<html><body><div><p>Response was 40%<b> at week 8<p>Placebo 12%</div></span></body>"
    source = read_text(text, "x")
    assert "Response was 40% at week 8" in source.text and "Placebo 12%" in source.text


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<p>", "<ul><li>", "<table><tr><td>"])
def test_unclosed_tags(tag: str) -> None:
    begin = time.perf_counter()
    try:
        source = read_text("<html><body><p>Before</p>" + tag * 100_000 + "end</body></html>", "deep")
    except ReadError as error:
        assert "broken HTML" in str(error)
    else:
        assert "Before" in source.text
    assert time.perf_counter() - begin < 5


def test_html_without_text() -> None:
    refuse(b"<html><head><title>x</title></head><body><script>var a=1;</script></body></html>")


def test_latin_1_and_windows_1252() -> None:
    words = "Chez 58 % des malades traités, la réponse dépassait 5 µg"
    assert read_bytes(words.encode("latin-1"), "fr").text == words
    assert read_bytes("Response – 40% of “users”".encode("cp1252"), "w").text == "Response – 40% of “users”"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_wide_encodings(encoding: str) -> None:
    words = "At week 8 the response rate was 41% (≥2 points)."
    assert read_bytes(words.encode(encoding), "w").text == words


def test_other_alphabets() -> None:
    words = "Через 12 недель ответ отмечен у 40% пациентов основной группы и у 15% группы плацебо."
    assert read_bytes(words.encode("cp1251"), "ru").text == words


def test_declared_encoding_of_html() -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Odpowiedź u 40% chorych</p></body></html>'
    assert "Odpowiedź u 40%" in read_bytes(page.encode("iso-8859-2"), "pl").text


def test_french_text_is_read() -> None:
    source = read_text("Un essai de phase 2\n\nAu total, 120 adultes ont été tirés au sort.", "fr")
    assert source.title == "Un essai de phase 2"


def test_nul_and_control_characters() -> None:
    source = read_bytes(b"Res\x00ponse\x01 was 40%\x0b at week 8\r\nPlacebo 12%\x7f." * 3, "c")
    assert not any(char < " " and char != "\n" for char in source.text)
    assert "Res ponse  was 40%" in source.text


@pytest.mark.parametrize(
    "text", ["word " * 1_000_000, "7" * 200_000, "A" * 200_000, "a, b; " * 100_000, "(" * 200_000]
)
def test_long_lines_take_little_time(text: str) -> None:
    begin = time.perf_counter()
    source = read_text(text, "long")
    assert time.perf_counter() - begin < 5
    assert source.text == text.rstrip()


def test_line_separators_end_blocks() -> None:
    source = read_text("First line of it\u2028Second line\x85Third line\x0cFourth", "s")
    assert all("\n" not in source.text[block.start : block.end] for block in source.blocks)
    assert len(source.blocks) == 4


def test_file_larger_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate(300_000_000)
    begin = time.perf_counter()
    with pytest.raises(ReadError, match=r"huge\.txt: has 300 MB"):
        read(path)
    assert time.perf_counter() - begin < 0.5


def test_zip_bomb_as_word_file() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<w>" + b" " * 80_000_000)
    assert "unpacks to more" in refuse(out.getvalue(), "bomb.docx")


def test_damaged_word_file(make_docx: Callable[[str], bytes]) -> None:
    refuse(make_docx("<w:p/>")[:150] + b"word/document.xml", "half.docx")


def test_entity_bomb_and_external_entity() -> None:
    bomb = '<!DOCTYPE article [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><article><front/>&b;</article>'
    outside = '<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/hostname">]><article><front/>&x;</article>'
    for text in (bomb, outside):
        assert "entities" in refuse(text.encode(), "bad.xml")


def test_broken_and_unknown_xml() -> None:
    assert "broken XML" in refuse(b"<article><front><article-meta></front></article>", "bad.xml")
    assert "unknown kind" in refuse(b"<?xml version='1.0'?><rss><channel/></rss>", "feed.xml")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(ReadError, match="permissions"):
        read(path)


@pytest.mark.parametrize("depth", [50, 5_000])
def test_deeply_nested_tables(depth: int) -> None:
    page = "<table><tr><td>" * depth + "Response was 40%" + "</td></tr></table>" * depth
    for text in (
        f"<html><body><p>Before</p>{page}</body></html>",
        f"<article><front/><body><p>Before</p><table-wrap>{page}</table-wrap></body></article>",
    ):
        begin = time.perf_counter()
        try:
            source = read_bytes(text.encode(), "nested.xml" if "<article>" in text else "nested.html")
        except ReadError as error:
            assert len(str(error).splitlines()) == 1
        else:
            assert "Before" in source.text
        assert time.perf_counter() - begin < 5
