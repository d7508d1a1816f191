"""The modules that the web client needs before it can show anything, so that a browser asks for them all at once."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Final

SOURCES: Final = Path(__file__).resolve().parent / "static" / "web"
FIRST: Final = "app.js"
_IMPORT: Final = re.compile(r"""^(?:import|export)\s[^"'();]*?["'](\.{1,2}/[^"']+\.js)["']""", re.MULTILINE)


@functools.cache
def modules_at_the_start() -> tuple[str, ...]:
    """Return the paths below `static/web/` of all modules that the first one imports, directly or not, in order."""
    found: dict[str, None] = {}
    waiting = [SOURCES / FIRST]
    while waiting:
        module = waiting.pop(0)
        for imported in static_imports(module):
            path = imported.relative_to(SOURCES).as_posix()
            if path not in found:
                found[path] = None
                waiting.append(imported)
    return tuple(found)


def static_imports(module: Path) -> list[Path]:
    """Return the modules that a module imports before it runs; what it loads later is not among them."""
    source = module.read_text(encoding="utf-8")
    return [(module.parent / name).resolve() for name in _IMPORT.findall(source)]
