"""`trialfacts extract` over files that fail: one line per failure, other documents unaffected."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Run, one_failure


def pdf(extra: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF of one page without text, with more objects and trailer entries on demand."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ]
    if extra:
        objects.append(extra)
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(body)
    return (
        body
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            trailer,
            start,
        )
    )


def encrypted_pdf() -> bytes:
    """A PDF that opens with a password only."""
    digits = b"<" + b"5a" * 32 + b">"
    encrypt = b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O " + digits + b" /U " + digits + b" >>"
    return pdf(
        encrypt, b"/Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
    )


BAD_FILES = {
    "empty.txt": b"",
    "blank.txt": b" \n\n\t \n",
    "photo.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "program.bin": b"\x7fELF" + bytes(range(256)) * 40,
    "truncated.pdf": pdf()[:60],
    "encrypted.pdf": encrypted_pdf(),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_gets_one_line_and_the_others_are_written(
    run: Run, article: Path, tmp_path: Path, name: str
) -> None:
    bad = article.with_name(name)
    bad.write_bytes(BAD_FILES[name])
    out = tmp_path / "out"
    code, _, err = run("extract", bad, article, "--out", out)
    assert code == 1
    line = one_failure(err)
    assert name in line
    assert "please report" not in line
    assert ";" in line
    assert [path.name for path in out.iterdir()] == ["zelvorex.json"]


def test_a_batch_with_every_kind_of_bad_file(run: Run, article: Path) -> None:
    for name, data in BAD_FILES.items():
        article.with_name(name).write_bytes(data)
    code, out, err = run(
        "extract", *(article.with_name(name) for name in BAD_FILES), article.parent, "missing.txt"
    )
    assert code == 1
    assert len(out.splitlines()) == 1
    assert len(err.splitlines()) == len(BAD_FILES) + 1


def test_a_missing_path_is_a_failed_document(run: Run, article: Path, tmp_path: Path) -> None:
    code, out, err = run("extract", tmp_path / "gone.txt", article)
    assert code == 1
    assert "gone.txt" in one_failure(err)
    assert len(out.splitlines()) == 1


def test_a_folder_without_documents(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("{}")
    code, out, err = run("extract", tmp_path)
    assert (code, out) == (1, "")
    assert str(tmp_path) in one_failure(err)


def test_an_error_that_nobody_foresaw_is_one_line_too(run: Run, article: Path) -> None:
    article.with_name("a.txt").write_text("Please break down.")
    code, out, err = run("extract", article.parent)
    assert code == 1
    assert "RuntimeError: a rule broke" in one_failure(err)
    assert len(out.splitlines()) == 1


def test_an_unwritable_target_fails_its_document_only(run: Run, article: Path, tmp_path: Path) -> None:
    article.with_name("other.txt").write_text("9% did.")
    (tmp_path / "out" / "zelvorex.json").mkdir(parents=True)
    code, _, err = run("extract", article.parent, "--out", tmp_path / "out")
    assert code == 1
    assert "zelvorex.json" in one_failure(err)
    assert (tmp_path / "out" / "other.json").is_file()


def test_a_file_name_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    code, _, err = run("extract", tmp_path / "a\x1b[31m\nb.txt")
    assert code == 1
    assert "\x1b" not in one_failure(err)
