"""A bundle as a file: written to the same bytes everywhere, and read as what it is, something that a stranger sent."""

from __future__ import annotations

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

# A bundle of a hundred reports takes some ten megabytes in two hundred files.
MOST_FILES = 5_000
MOST_BYTES = 64 * 2**20
MOST_TOTAL = 512 * 2**20
LONGEST_NAME = 240
_PART = re.compile(r"[\w][\w.,+\- ]*")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


class BundleError(ValueError):
    """Why a bundle cannot be made or read, in one line."""


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip archive, the same bytes for the same files: sorted, without clock, owner or compression.

    Notes
    -----
    Nothing is compressed, because builds of zlib differ in what they make of the same input.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            check_name(name)
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name])
    return stream.getvalue()


def read_archive(path: Path) -> dict[str, bytes]:
    """The files of a zip archive, by name, none of them on the disk.

    Raises
    ------
    BundleError
        Not a zip archive, or one with a path that leads elsewhere, a link, an encrypted, repeated or damaged file, or more or
        larger files than a bundle has.
    """
    try:
        size = path.stat().st_size
        if size > MOST_TOTAL:
            raise BundleError(f"{path.name}: {size:,} bytes are more than the {MOST_TOTAL:,} that a bundle may have")
        with zipfile.ZipFile(path) as archive:
            # Other tools add empty entries for folders when they pack again.
            entries = [entry for entry in archive.infolist() if not (entry.is_dir() and entry.file_size == 0)]
            _check_entries(entries, where=path.name)
            return {entry.filename: _read(archive, entry, where=path.name) for entry in entries}
    except FileNotFoundError:
        raise BundleError(f"{path}: no such file") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, UnicodeDecodeError) as problem:
        raise BundleError(f"{path.name}: not a readable zip archive ({str(problem)[:80] or type(problem).__name__})") from None


def check_name(name: str) -> str:
    """A file's name inside a bundle, when it is a plain relative path that means the same on every system.

    Raises
    ------
    BundleError
        Absolute, upwards, of another system, hidden, not in normal form, or too long.
    """
    parts = name.split("/")
    plain = all(_PART.fullmatch(part) and not part.endswith((" ", ".")) and not _RESERVED.fullmatch(part) for part in parts)
    if not plain or len(name) > LONGEST_NAME or unicodedata.normalize("NFC", name) != name:
        raise BundleError(f"{name[:80]!r} is not a path that a bundle may hold")
    return name


def write_files(files: Mapping[str, bytes], directory: Path) -> None:
    """Write files below a new or empty folder; every name was checked and none can leave it."""
    for name, content in files.items():
        target = directory / check_name(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        # A fresh file or an error: nothing is followed and nothing is overwritten.
        with target.open("xb") as file:
            file.write(content)


def _check_entries(entries: list[zipfile.ZipInfo], *, where: str) -> None:
    """Names, kinds and announced sizes of all entries, before any is read."""
    if len(entries) > MOST_FILES:
        raise BundleError(f"{where}: {len(entries):,} files are more than the {MOST_FILES:,} that a bundle may have")
    seen: dict[str, str] = {}
    for entry in entries:
        # zipfile cuts a name at a NUL byte and turns other separators; the name as it stands must be plain already.
        check_name(entry.orig_filename)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise BundleError(f"{where}: {entry.filename} is a link or device, not a file")
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
            raise BundleError(f"{where}: {entry.filename} is encrypted or packed in a way that bundles do not use")
        if entry.file_size > MOST_BYTES:
            raise BundleError(f"{where}: {entry.filename}: {entry.file_size:,} bytes are more than the {MOST_BYTES:,} of a file")
        folded = unicodedata.normalize("NFKC", entry.filename).casefold()
        if folded in seen:
            raise BundleError(f"{where}: {entry.filename} stands twice, or differs from {seen[folded]} in case only")
        seen[folded] = entry.filename
    if sum(entry.file_size for entry in entries) > MOST_TOTAL:
        raise BundleError(f"{where}: unpacked it would have more than the {MOST_TOTAL:,} bytes that a bundle may have")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, where: str) -> bytes:
    """One file's bytes, never more than it announced."""
    try:
        with archive.open(entry) as stream:
            content = stream.read(entry.file_size + 1)
            if len(content) != entry.file_size:
                raise zipfile.BadZipFile("another size than announced")
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError) as problem:
        raise BundleError(f"{where}: {entry.filename} is damaged ({str(problem)[:60]})") from None
    return content
