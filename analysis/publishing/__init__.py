"""From finished figures to files that can be cited: records, digests, captions."""

from __future__ import annotations

_HOMES = {"open_study": "analysis.publishing.study"}


def __getattr__(name: str) -> object:
    """`open_study` on first use, so that importing the package stays light."""
    import importlib

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
