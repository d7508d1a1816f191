"""What the bank refuses about standing orders and fixed deposits."""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, StateConflict


class StandingOrderNotActive(StateConflict):
    """The order is finished or cancelled; details: `status`."""

    code = "standing_order_not_active"
    category = ErrorCategory.CONFLICT
    sentence = "This standing order is finished or cancelled."


class StandingOrderNotDue(StateConflict):
    """The order has no such due date now; details: `due_date`."""

    code = "standing_order_not_due"
    category = ErrorCategory.CONFLICT
    sentence = "The standing order is not due on this date."


class TooManyStandingOrders(StateConflict):
    """The customer has as many running orders as the bank keeps for one; details: `limit`."""

    code = "too_many_standing_orders"
    category = ErrorCategory.CONFLICT
    sentence = "You have as many standing orders as the bank keeps. Cancel one first."
