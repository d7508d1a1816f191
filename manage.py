#!/usr/bin/env python
"""Django's command line for this bank."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run a management command under the development settings unless told otherwise."""
    # Nothing of what is loaded can be thrown away: looking through it meanwhile takes a sixth of the time of a start.
    gc.disable()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core_banking.settings.development")
    from audit.command_line import BankCommandLine

    BankCommandLine(sys.argv).execute()


if __name__ == "__main__":
    main()
