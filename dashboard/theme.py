"""Streamlit's options that make the look, in one place: passed to the server, and repeated in .streamlit/config.toml (a test compares).

Fonts come from the package (assets/fonts, SIL Open Font License). Both have figures of one width, so columns of numbers line up.
"""

from __future__ import annotations

from typing import Any

from dashboard.palette import DARK, HEADINGS, LIGHT, TEXT, Palette

LATIN = "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215"
LATIN_EXT = "U+0100-0130,U+0132-0151,U+0154-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB"


def _face(family: str, file: str, weight: str, characters: str) -> dict[str, str]:
    return {"family": family, "url": f"/assets/fonts/{file}.woff2", "weight": weight, "unicodeRange": characters}


def _mode(mode: str, colours: Palette) -> dict[str, Any]:
    roles = {
        "primaryColor": colours.fill,
        "backgroundColor": colours.paper,
        "secondaryBackgroundColor": colours.surface,
        "textColor": colours.ink,
        "linkColor": colours.accent,
        "borderColor": colours.rule,
        "codeBackgroundColor": colours.surface,
        "codeTextColor": colours.ink,
        "dataframeBorderColor": colours.grid,
        "dataframeHeaderBackgroundColor": colours.surface,
        "dataframeHeaderTextColor": colours.muted,
        "blueColor": colours.accent,
        "blueBackgroundColor": colours.surface,
        "blueTextColor": colours.ink,
        "redColor": colours.wrong,
        "redBackgroundColor": colours.wrong_ground,
        "redTextColor": colours.wrong,
        "yellowColor": colours.warned,
        "yellowBackgroundColor": colours.warned_ground,
        "yellowTextColor": colours.warned,
        "chartCategoricalColors": list(colours.series),
        "chartSequentialColors": list(colours.sequential),
        "sidebar.backgroundColor": colours.surface,
        "sidebar.secondaryBackgroundColor": colours.paper,
        "sidebar.borderColor": colours.rule,
    }
    return {f"theme.{mode}.{role}": value for role, value in roles.items()}


OPTIONS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.disableDataExport": True,
    "client.toolbarMode": "viewer",
    "logger.hideWelcomeMessage": True,
    "server.headless": True,
    "theme.font": f"{TEXT}, sans-serif",
    "theme.headingFont": f"{HEADINGS}, Georgia, serif",
    "theme.fontFaces": [
        _face(TEXT, "plex-sans-latin", "100 700", LATIN),
        _face(TEXT, "plex-sans-latin-ext", "100 700", LATIN_EXT),
        _face(HEADINGS, "newsreader-latin", "400 700", LATIN),
        _face(HEADINGS, "newsreader-latin-ext", "400 700", LATIN_EXT),
    ],
    "theme.baseFontSize": 15,
    "theme.headingFontSizes": ["2.4rem", "1.7rem", "1.3rem", "1.1rem", "1rem", "0.9rem"],
    "theme.headingFontWeights": [500, 500, 500, 600, 600, 600],
    "theme.metricValueFontSize": "1.9rem",
    "theme.baseRadius": "3px",
    "theme.linkUnderline": True,
    "theme.showWidgetBorder": True,
    "theme.paddingTop": "1rem",
    **_mode("light", LIGHT),
    **_mode("dark", DARK),
}
