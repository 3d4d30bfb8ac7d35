"""Prose that stands in assets/*.md, for whoever writes better than they program: headings and what stands under each."""

from __future__ import annotations

import re
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[1] / "assets"


def parts(text: str, *, level: int) -> list[tuple[str, str]]:
    """The headings of a level, each with the Markdown up to the next one of its level."""
    _, *found = re.split(rf"^{'#' * level} (.+)\n", text, flags=re.MULTILINE)
    return list(zip(found[::2], (body.strip() for body in found[1::2]), strict=True))
