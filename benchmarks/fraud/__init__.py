"""A bank's life with known frauds in it, and how well they are found: `python -m benchmarks.fraud`.

Whoever sets weights and thresholds, of the rules or of a learned score, looks at lives of TRAINING_SEEDS only. The
figures that are printed and proven are those of REPORT_SEED, which nothing was fitted on.
"""

from __future__ import annotations

from typing import Final

TRAINING_SEEDS: Final = (11, 12, 13)
REPORT_SEED: Final = 2027
