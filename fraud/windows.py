"""What came into an account lately, in a running bucket of time and the one before: the definition of its columns.

The posting call adds to these columns in SQL; `added` is what that SQL has to equal. Only what *others* send is
counted: a holder's own deposit is a movement of his own and counted in the profile's state.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Final, NamedTuple

from fraud.contracts import Window
from fraud.decay import DAY, HOUR

_BITS: Final = 60
_GOLDEN: Final = 0x9E3779B97F4A7C15
_WORD: Final = (1 << 64) - 1


class Seen(NamedTuple):
    """What a window shows from the present bucket: how often, how much (minor units), from about how many."""

    times: int
    sum_minor: int
    senders: int


def hour_bucket(epoch: int) -> int:
    """Return the number of the hour a second of the epoch belongs to."""
    return epoch // HOUR


def day_bucket(epoch: int) -> int:
    """Return the number of the day (UTC) a second of the epoch belongs to."""
    return epoch // DAY


def sender_bit(sender_account_id: int | None) -> int:
    """Return the bit of a sender, by his account's row; 0 where there is none to count.

    The finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
    2014) spreads numbers that follow each other as if drawn by lot, which is what counting by bits rests on.
    """
    if sender_account_id is None:
        return 0
    mixed = (sender_account_id + _GOLDEN) & _WORD
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & _WORD
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & _WORD
    return 1 << (mixed ^ mixed >> 31) % _BITS


def added(window: Window, bucket: int, amount_minor: int, bit: int) -> Window:
    """Return the window after one more receipt in `bucket`; a bucket that has passed is taken for the running one."""
    if bucket > window.bucket:
        follows = bucket == window.bucket + 1
        return Window(
            bucket=bucket,
            count=1,
            sum_minor=amount_minor,
            senders=bit,
            previous_count=window.count if follows else 0,
            previous_sum_minor=window.sum_minor if follows else 0,
            previous_senders=window.senders if follows else 0,
        )
    return Window(
        bucket=window.bucket,
        count=window.count + 1,
        sum_minor=window.sum_minor + amount_minor,
        senders=window.senders | bit,
        previous_count=window.previous_count,
        previous_sum_minor=window.previous_sum_minor,
        previous_senders=window.previous_senders,
    )


def seen(window: Window, bucket: int) -> Seen:
    """Return what came in during `bucket` and the one before it."""
    if bucket <= window.bucket:
        return Seen(
            window.count + window.previous_count,
            window.sum_minor + window.previous_sum_minor,
            distinct(window.senders | window.previous_senders),
        )
    if bucket == window.bucket + 1:
        return Seen(window.count, window.sum_minor, distinct(window.senders))
    return _NOTHING


def distinct(bits: int) -> int:
    """Return about how many senders set these bits.

    How many draws it takes on average to find so many of 60 bits: the sum of 60/(60 - i), to first order the estimate
    of linear counting (Whang, Vander-Zanden and Taylor, ACM TODS 15(2), 1990), and exact in integers.
    """
    return _DRAWS[bits.bit_count()]


_NOTHING: Final = Seen(0, 0, 0)
_DRAWS: Final = tuple(
    (thousandths + 500) // 1000
    for thousandths in accumulate((_BITS * 1000 // (_BITS - found) for found in range(_BITS)), initial=0)
)
