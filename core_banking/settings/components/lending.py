"""Rules of lending that an operator sets by environment."""

from __future__ import annotations
