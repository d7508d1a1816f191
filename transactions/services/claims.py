"""One effect and one answer for an idempotency key, under the name this app knows it by."""

from core_banking.kernel.once import once_for_key

__all__ = ["once_for_key"]
