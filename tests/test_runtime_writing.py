"""Files are written as a whole, and into nothing but what was named."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tiktok_bindgen.runtime.writing import locked, replacing

HELD = "another process or thread is using it"


def put(path: Path, content: bytes = b"new") -> None:
    with replacing(str(path)) as file:
        file.write(content)


def interrupted() -> Iterator[bytes]:
    yield b"half"
    raise KeyboardInterrupt


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_until_everything_is_written_the_old_content_stands(tmp_path: Path) -> None:
    path = tmp_path / "soil.txt"
    path.write_bytes(b"old")
    with replacing(str(path)) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    with pytest.raises(KeyboardInterrupt), replacing(str(path)) as file:
        file.writelines(interrupted())
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["soil.txt"]


def test_several_writers_of_one_file_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "soil.txt"
    with replacing(str(path)) as first:
        first.write(b"first")
        with replacing(str(path)) as second:
            second.write(b"second")
        assert path.read_bytes() == b"second"
    assert path.read_bytes() == b"first"
    assert names(tmp_path) == ["soil.txt"]


def test_an_existing_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "soil.txt"
    put(path)
    (tmp_path / "plain.txt").write_bytes(b"")
    assert mode(path) == mode(tmp_path / "plain.txt")
    for bits in (0o600, 0o640, 0o777):
        path.chmod(bits)
        with replacing(str(path)) as file:
            (part,) = set(names(tmp_path)) - {"plain.txt", "soil.txt"}
            assert mode(tmp_path / part) == bits
            file.write(b"new")
        assert mode(path) == bits


def test_a_link_stays_and_leads_to_what_was_written(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    for name in ("there.txt", "not-yet.txt"):
        link, target = tmp_path / f"link-{name}", tmp_path / "far" / name
        link.symlink_to(Path("far", name))
        put(link, b"old")
        put(link)
        assert link.is_symlink()
        assert target.read_bytes() == b"new"
    with replacing(str(link), follow=False) as file:
        file.write(b"newer")
    assert not link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("planted", ["link", "file"])
def test_what_lies_where_the_new_file_would_begin_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    monkeypatch.setattr(os, "urandom", bytes)
    place, others = tmp_path / f".soil.txt.{'00' * 8}.part", tmp_path / "others.txt"
    others.write_bytes(b"theirs")
    place.symlink_to(others) if planted == "link" else place.write_bytes(b"theirs")
    with pytest.raises(FileExistsError):
        put(tmp_path / "soil.txt")
    assert (place.read_bytes(), others.read_bytes()) == (b"theirs", b"theirs")
    assert not (tmp_path / "soil.txt").exists()


def test_a_file_that_cannot_be_written_is_named_itself(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to("round")
    for path in (tmp_path / "nowhere" / "soil.txt", tmp_path / "round", tmp_path):
        with pytest.raises(OSError, match=rf": '{re.escape(str(path))}'$"):
            put(path)


def test_a_long_name_leaves_room_for_another(tmp_path: Path) -> None:
    path = tmp_path / ("ü" * 127)
    put(path)
    assert names(tmp_path) == [path.name]


def test_only_one_has_a_lock_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    for _ in range(2):
        with locked(str(path)):
            with pytest.raises(BlockingIOError, match=HELD) as caught, locked(str(path)):
                pass
            assert caught.value.filename == str(path)
            # It is replaced while it is locked.
            put(path)
            (tmp_path / "link.json").symlink_to(path)
            with pytest.raises(BlockingIOError), locked(str(tmp_path / "link.json")):
                pass
            (tmp_path / "link.json").unlink()


HOLD = """if True:
    import sys
    from tiktok_bindgen.runtime.writing import locked
    with locked(sys.argv[1]):
        print("held", flush=True)
        sys.stdin.read()
"""


def test_a_process_that_is_killed_leaves_no_lock(tmp_path: Path) -> None:
    path = str(tmp_path / "state.json")
    command = [sys.executable, "-c", HOLD, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BlockingIOError, match=HELD), locked(path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with locked(path):
        pass


def test_a_file_in_the_place_of_the_lock_keeps_its_content(tmp_path: Path) -> None:
    mine = tmp_path / ".state.json.lock"
    mine.write_text("mine", encoding="utf-8")
    with locked(str(tmp_path / "state.json")):
        pass
    assert mine.read_text(encoding="utf-8") == "mine"
    mine.unlink()
    mine.symlink_to(tmp_path / "others.txt")
    with pytest.raises(OSError, match="symbolic links"), locked(str(tmp_path / "state.json")):
        pass
    assert not (tmp_path / "others.txt").exists()
