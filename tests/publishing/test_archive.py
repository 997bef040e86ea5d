"""A bundle's file: the same bytes for the same files, and nothing that a stranger put into it does harm."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from analysis.publishing import archive

FILES = {"b/c.txt": b"boats\n", "a.csv": b"n\n1\n", "seeds/a b/caf\u00e9.csv": b"x\n"}


def packed(folder: Path, *entries: tuple[zipfile.ZipInfo | str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    """A zip archive with these entries as they are."""
    path = folder / "x.zip"
    with zipfile.ZipFile(path, "w", method) as made:
        for entry, content in entries:
            made.writestr(entry, content)
    return path


def test_files_come_back_and_their_order_changes_no_byte(tmp_path: Path) -> None:
    first, second = archive.write_archive(FILES), archive.write_archive(dict(reversed(FILES.items())))
    assert first == second
    (tmp_path / "x.zip").write_bytes(first)
    assert archive.read_archive(tmp_path / "x.zip") == FILES
    with zipfile.ZipFile(io.BytesIO(first)) as made:
        assert {(entry.compress_type, entry.date_time) for entry in made.infolist()} == {(0, (1980, 1, 1, 0, 0, 0))}


def test_an_archive_that_was_packed_again_by_other_tools_is_read(tmp_path: Path) -> None:
    path = packed(tmp_path, ("b/", b""), *FILES.items(), method=zipfile.ZIP_DEFLATED)
    assert archive.read_archive(path) == FILES


@pytest.mark.parametrize("name", [
    "../x", "a/../../x", "/etc/x", "a//b", "./a", "a\\b", "C:/x", "a/con.txt", "NUL", "a\nb", "a ", "a.", "~/x", "cafe\u0301",
    "a/" * 130 + "b", "b/", "", "..", "$HOME/x", "a\u202eb", ".git/config", "a/.hidden", ".x"])
def test_a_path_that_leads_elsewhere_or_differs_between_systems_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(archive.BundleError, match="not a path that a bundle may hold"):
        archive.check_name(name)
    if name:
        with pytest.raises(archive.BundleError, match="not a path"):
            archive.read_archive(packed(tmp_path, ("a.txt", b"1"), (name, b"2")))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR])
def test_links_and_devices_are_refused(tmp_path: Path, kind: int) -> None:
    entry = zipfile.ZipInfo("a.txt")
    entry.external_attr = (kind | 0o777) << 16
    with pytest.raises(archive.BundleError, match="link or device"):
        archive.read_archive(packed(tmp_path, (entry, b"/etc/passwd")))


def test_what_is_encrypted_or_packed_otherwise_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path, ("a.txt", b"boats " * 90), method=zipfile.ZIP_LZMA)
    with pytest.raises(archive.BundleError, match=r"a\.txt is encrypted or packed in a way that bundles do not use"):
        archive.read_archive(path)
    content = bytearray(packed(tmp_path, ("a.txt", b"boats")).read_bytes())
    # Bit 0 of the flags, in the local header and in the directory.
    for mark, behind in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + behind] |= 1
    path.write_bytes(content)
    with pytest.raises(archive.BundleError, match=r"a\.txt is encrypted"):
        archive.read_archive(path)


def test_a_file_that_is_larger_than_any_bundle_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path, ("a.txt", bytes(3000)))
    monkeypatch.setattr(archive, "MOST_TOTAL", 2999)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(archive.BundleError, match=r"x\.zip: 3,\d+ bytes are more than the 2,999"):
        archive.read_archive(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["a.txt", "A.TXT"])
def test_a_name_that_stands_twice_is_refused(tmp_path: Path, second: str) -> None:
    with pytest.raises(archive.BundleError, match="stands twice"):
        archive.read_archive(packed(tmp_path, ("a.txt", b"1"), (second, b"2")))


def test_sizes_are_bounded_before_anything_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path, ("a.txt", bytes(3000)), ("b.txt", bytes(3000)), method=zipfile.ZIP_DEFLATED)
    monkeypatch.setattr(archive, "_read", lambda *_, **__: pytest.fail("something was unpacked"))
    for name, most, words in (("MOST_BYTES", 2999, "of a file"), ("MOST_TOTAL", 5999, "unpacked it would have"), ("MOST_FILES", 1, "files are more")):
        with monkeypatch.context() as limits, pytest.raises(archive.BundleError, match=words):
            limits.setattr(archive, name, most)
            archive.read_archive(path)


def test_a_file_that_is_larger_than_it_announces_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, ("a.txt", bytes(50_000)), method=zipfile.ZIP_DEFLATED)
    content = path.read_bytes()
    # The size stands in the local header and in the directory.
    assert content.count((50_000).to_bytes(4, "little")) == 2
    path.write_bytes(content.replace((50_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(archive.BundleError, match="damaged"):
        archive.read_archive(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive at all"])
def test_what_is_no_archive_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(archive.BundleError, match=r"not a readable zip archive \(File is not a zip file\)") as problem:
        archive.read_archive(tmp_path / "x.zip")
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize("place", [0.3, 0.6])
def test_a_changed_byte_of_content_is_damage(tmp_path: Path, place: float) -> None:
    path = packed(tmp_path, ("a.txt", b"word " * 500))
    content = bytearray(path.read_bytes())
    content[int(place * 2500)] ^= 1
    path.write_bytes(content)
    with pytest.raises(archive.BundleError, match="a.txt is damaged"):
        archive.read_archive(path)


def test_unpacking_follows_no_link_and_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("old")
    (tmp_path / "a.csv").symlink_to(tmp_path / "target")
    with pytest.raises(FileExistsError):
        archive.write_files({"a.csv": b"new"}, tmp_path)
    assert (tmp_path / "target").read_text() == "old"
