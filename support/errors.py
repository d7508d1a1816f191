"""The refusals of support.

StateConflict
└── MessageDealtWith      somebody else has already answered or settled the message
"""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, StateConflict


class MessageDealtWith(StateConflict):
    """The message was answered or settled before; details carry its `status`."""

    code = "message_dealt_with"
    category = ErrorCategory.CONFLICT
    sentence = "This message has already been dealt with."
