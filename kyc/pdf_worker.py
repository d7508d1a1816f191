"""The process that reads one stranger's PDF from standard input and writes it anew to standard output."""

from __future__ import annotations

import sys

from kyc.pdf_inspection import rewritten_pdf
from kyc.pdf_sandbox import CPU_LIMIT_SECONDS, MEMORY_LIMIT_BYTES, REFUSED_EXIT_CODE
from kyc.rules import RuleBroken


def main() -> int:
    """Bind this process to its limits, inspect, answer. A refusal is an exit code with its sentence."""
    _bind_to_limits()
    content = sys.stdin.buffer.read()
    try:
        answer = rewritten_pdf(content, maximum_bytes=int(sys.argv[1]))
    except RuleBroken as refusal:
        sys.stdout.buffer.write(str(refusal).encode())
        return REFUSED_EXIT_CODE
    sys.stdout.buffer.write(answer)
    return 0


def _bind_to_limits() -> None:
    try:
        import resource
    except ImportError:  # not a POSIX system: the time limit of the parent is what is left
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT_SECONDS, CPU_LIMIT_SECONDS))


if __name__ == "__main__":
    sys.exit(main())
