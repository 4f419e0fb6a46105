"""Which files of a folder are pages, what becomes of those that cannot be read, and how files are written."""

from __future__ import annotations

import errno
import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from attrs import evolve

from text_cases import literal, text_cases
from tiktok_bindgen.files import if_file, write_text_atomic
from tiktok_bindgen.problem import InputError, UnreadTableError
from tiktok_bindgen.sources import find_pages, read_pages, require_rows
from tiktok_bindgen.wrapping import in_lines

PAGE = "# Dig\n\n**Endpoint** https://business-api.tiktok.com/open_api/v1.3/plot/dig/\n\n**Method** GET\n"


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PAGE, encoding="utf-8")


def names(*paths: Path) -> list[str]:
    return [page.name for page in find_pages(paths)]


def test_pages_of_a_folder_are_those_of_its_folders_too_in_the_order_of_their_names(tmp_path: Path) -> None:
    put(
        tmp_path,
        "b.md",
        "a/c.md",
        "a/b.MD",
        "a/d.html",
        "a/e.json",
        "f.htm",
        "g.txt",
        "h.markdown",
        "i.pdf",
        "j.md.bak",
    )
    put(tmp_path, "h.pdf", "i.png", "noext", "_h.md", ".i.md", "_removed/j.md", ".git/k.md", "a/_l/m.md")
    assert names(tmp_path) == [
        "a/b.MD",
        "a/c.md",
        "a/d.html",
        "a/e.json",
        "b.md",
        "f.htm",
        "g.txt",
        "h.markdown",
    ]
    assert [page.path for page in find_pages([tmp_path / "a"])] == [
        tmp_path / "a" / name for name in ("b.MD", "c.md", "d.html", "e.json")
    ]


def test_a_file_is_a_page_whatever_it_is_called_and_the_first_of_a_name_counts(tmp_path: Path) -> None:
    put(tmp_path, "_dig.md", "old/dig.md", "new/dig.md", "new/mow.md")
    assert names(tmp_path / "_dig.md", tmp_path / "new" / "dig.md") == ["_dig.md", "dig.md"]
    for first, other in (("old", "new"), ("new", "old")):
        (dig, *_) = find_pages([tmp_path / first, tmp_path / other])
        assert dig.path == tmp_path / first / "dig.md"
        (dig,) = find_pages([tmp_path / first / "dig.md", tmp_path / other / "dig.md"])
        assert dig.path == tmp_path / first / "dig.md"
    assert names(tmp_path / "old", tmp_path / "new") == ["dig.md", "mow.md"]


def test_what_a_browser_saves_beside_a_page_is_none(tmp_path: Path) -> None:
    put(
        tmp_path,
        "dig.html",
        "dig_files/frame.html",
        "dig_files/deep/more.html",
        "sow.htm",
        "sow_files/x.html",
    )
    put(tmp_path, "mow_files/mow.html", "files/mow.html", "_files/mow.html")
    assert names(tmp_path) == ["dig.html", "files/mow.html", "mow_files/mow.html", "sow.htm"]
    # A folder that somebody gives is not looked at: it is wanted, and so is what is above it.
    assert names(tmp_path / "dig_files") == ["deep/more.html", "frame.html"]
    assert names(tmp_path / "dig_files" / "deep") == ["more.html"]


def test_a_folder_without_pages_and_a_path_to_nothing_are_told(tmp_path: Path) -> None:
    put(tmp_path, "_dig.md", "dig.png")
    with pytest.raises(InputError) as caught:
        find_pages([tmp_path])
    assert str(caught.value).startswith(f"{tmp_path}: no pages in this folder (files ending in ")
    with pytest.raises(InputError, match=r"none: no such file or folder$"):
        find_pages([tmp_path / "none"])


def test_a_page_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    put(tmp_path, "dig.md", "mow.md", "sow.md")
    (tmp_path / "mow.md").write_bytes(b"")
    dig, mow, _ = read_pages(find_pages([tmp_path]))
    assert (dig.failure, dig.problems, dig.page.title) == (None, (), "Dig")
    assert str(mow.failure) == "mow.md: the file is empty"
    assert [(each.page, each.code, each.text) for each in mow.problems] == [
        ("mow.md", "page-unreadable", "the file is empty")
    ]
    assert (mow.page.name, mow.page.title, mow.page.endpoints) == ("mow.md", "", ())
    (tmp_path / "dig.md").unlink()
    (tmp_path / "sow.md").write_bytes(b"")
    with pytest.raises(InputError, match=r"^mow\.md: the file is empty \(and 1 more\)$"):
        read_pages(find_pages([tmp_path]))
    with pytest.raises(InputError, match=r"^sow\.md: the file is empty$"):
        read_pages(find_pages([tmp_path / "sow.md"]))
    assert read_pages(()) == ()


def test_a_table_that_cannot_be_read_is_an_error_of_a_file_given_by_name_alone(tmp_path: Path) -> None:
    folder = tmp_path / "mow.md"
    put(folder, "mow.md")
    [read] = read_pages(find_pages([folder]))
    unread = evolve(read, unread=3)
    require_rows([tmp_path, folder], [unread])
    require_rows([folder / "mow.md"], [read])
    with pytest.raises(UnreadTableError, match=rf"^{re.escape(str(folder))}/mow\.md:3: "):
        require_rows([folder / "mow.md"], [unread])


def test_a_file_is_written_only_if_it_changes_and_stays_what_it_was_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "beds" / "soil.txt"
    masked = os.umask(0o027)
    try:
        assert write_text_atomic(file, "CLAY\r\nÄ\n") is True
    finally:
        os.umask(masked)
    assert file.read_bytes() == "CLAY\r\nÄ\n".encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert write_text_atomic(file, "CLAY\r\nÄ\n") is False
    file.chmod(0o600)
    assert write_text_atomic(file, "SAND\n") is True
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["soil.txt"]
    assert (if_file(file), if_file(file.parent), if_file(tmp_path / "none")) == (file, None, None)


def test_a_link_leads_to_the_file_that_is_written(tmp_path: Path) -> None:
    (tmp_path / "soil.txt").write_text("CLAY", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "soil.txt")
    assert write_text_atomic(tmp_path / "link.txt", "CLAY") is False
    assert write_text_atomic(tmp_path / "link.txt", "SAND") is True
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "soil.txt").read_text(encoding="utf-8") == "SAND"


def test_a_text_that_cannot_be_written_leaves_the_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "soil.txt"
    file.write_text("CLAY", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"soil\.txt: the text contains a character that UTF-8 cannot encode: "
    ):
        write_text_atomic(file, "\ud800")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError, match=r"soil\.txt: cannot be written: No space left on device$"):
        write_text_atomic(file, "SAND")
    assert file.read_text(encoding="utf-8") == "CLAY"
    assert [path.name for path in tmp_path.iterdir()] == ["soil.txt"]


@text_cases(width=literal, lines=literal)
def test_a_text_is_broken_between_words(width: int | None, lines: list[str]) -> None:
    assert in_lines("clay and well-rotted compost", width, "- ", "  ") == lines
    assert in_lines("", width, "- ", "  ") == ["- "]


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(pipe)
    with ThreadPoolExecutor() as reader:
        for path in (pipe, tmp_path / "link"):
            read = reader.submit(pipe.read_text, encoding="utf-8")
            assert write_text_atomic(path, "beans")
            assert read.result() == "beans"
    assert pipe.is_fifo()
    assert (tmp_path / "link").is_symlink()
