"""What fraud does: each deed a use case or a part of one."""

from __future__ import annotations

from fraud.services.alert_decisions import assign_alert, resolve_alert
from fraud.services.alerts import (
    raise_alert,
    raise_failure_alert,
    report_failed_screening,
    settle_alert_of,
)
from fraud.services.name_lists import load_name_list, screen_next_people, screen_people
from fraud.services.name_matches import (
    compare_person,
    confirm_name_decision,
    payee_is_listed,
    propose_name_decision,
    require_cleared_payee,
    send_name_decision_back,
)
from fraud.services.risk import reassess_risk, review_risk
from fraud.services.rule_changes import change_fraud_rules
from fraud.services.rulebook import (
    book_of_version,
    forget_book,
    read_book,
    ship_rule_book,
    with_learned_model,
)
from fraud.services.signals import (
    count_failed_pin,
    count_failed_sign_in,
    look_at_sign_in,
    note_changed_secret,
)

__all__ = [
    "assign_alert",
    "book_of_version",
    "change_fraud_rules",
    "compare_person",
    "confirm_name_decision",
    "count_failed_pin",
    "count_failed_sign_in",
    "forget_book",
    "load_name_list",
    "look_at_sign_in",
    "note_changed_secret",
    "payee_is_listed",
    "propose_name_decision",
    "raise_alert",
    "raise_failure_alert",
    "read_book",
    "reassess_risk",
    "report_failed_screening",
    "require_cleared_payee",
    "resolve_alert",
    "review_risk",
    "screen_next_people",
    "screen_people",
    "send_name_decision_back",
    "settle_alert_of",
    "ship_rule_book",
    "with_learned_model",
]
