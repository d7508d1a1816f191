"""Savings goals proven against the book: whose their pots are, what the pots hold, and what the rules say they saved.

A goal's figure is its pot's balance, which the ledger's own proofs count from the lines, among customers' deposits.
Here it is counted once more, from the movements; nothing but those may change a pot.
"""

from __future__ import annotations

from typing import Final

from ledger.verification import Check, problems_found

_MISMATCHED_GOALS: Final = """
SELECT goal.id, pot.id FROM planning_savingsgoal goal
  JOIN accounts_account pot ON pot.id = goal.pot_id
  JOIN accounts_account account ON account.id = goal.account_id
 WHERE pot.account_type <> 'POT' OR account.account_type = 'POT'
    OR pot.customer_id <> goal.customer_id OR account.customer_id <> goal.customer_id
    OR pot.currency <> goal.currency OR account.currency <> goal.currency
    OR (goal.status = 'CLOSED') <> (pot.status = 'CLOSED')
 ORDER BY goal.id
"""

_POTS_WITHOUT_GOAL: Final = """
SELECT pot.id, pot.account_number FROM accounts_account pot
 WHERE pot.account_type = 'POT' AND NOT EXISTS (SELECT 1 FROM planning_savingsgoal goal WHERE goal.pot_id = pot.id)
 ORDER BY pot.id
"""

_POTS_UNLIKE_MOVEMENTS: Final = """
SELECT goal.id, balance.balance_minor, coalesce(came.total, 0) - coalesce(went.total, 0)
  FROM planning_savingsgoal goal
  JOIN accounts_account pot ON pot.id = goal.pot_id
  JOIN ledger_balance balance ON balance.account_id = pot.ledger_account_id
  LEFT JOIN (SELECT movement.to_account_id AS pot_id, sum(movement.amount_minor) AS total
               FROM transactions_transaction movement
              WHERE movement.journal_entry_id IS NOT NULL GROUP BY movement.to_account_id) came
    ON came.pot_id = goal.pot_id
  LEFT JOIN (SELECT movement.from_account_id AS pot_id, sum(movement.amount_minor) AS total
               FROM transactions_transaction movement
              WHERE movement.journal_entry_id IS NOT NULL GROUP BY movement.from_account_id) went
    ON went.pot_id = goal.pot_id
 WHERE balance.balance_minor <> coalesce(came.total, 0) - coalesce(went.total, 0)
 ORDER BY goal.id
"""

_SAVINGS_UNLIKE_MOVEMENTS: Final = """
SELECT saving.id, movement.transaction_id FROM planning_automaticsaving saving
  JOIN planning_savingrule rule ON rule.id = saving.rule_id
  JOIN planning_savingsgoal goal ON goal.id = rule.goal_id
  JOIN transactions_transaction movement ON movement.id = saving.transaction_id
 WHERE movement.to_account_id <> goal.pot_id OR movement.from_customer_id <> goal.customer_id
    OR movement.amount_minor <> saving.amount_minor OR movement.transaction_type <> 'TRANSFER'
    OR movement.journal_entry_id IS NULL OR movement.fee_minor <> 0
 ORDER BY saving.id
"""

_CHECKS: Final[tuple[Check, ...]] = (
    (
        _MISMATCHED_GOALS,
        lambda goal, pot: f"Savings goal {goal}, its account and its pot {pot} do not belong together.",
    ),
    (
        _POTS_WITHOUT_GOAL,
        lambda pot, number: f"Account {pot} ({number}) is a pot without a savings goal.",
    ),
    (
        _POTS_UNLIKE_MOVEMENTS,
        lambda goal, stored, counted: (
            f"The pot of savings goal {goal} holds {stored}; its transactions give {counted}."
        ),
    ),
    (
        _SAVINGS_UNLIKE_MOVEMENTS,
        lambda saving, movement: f"Automatic saving {saving} is not what transaction {movement} moved.",
    ),
)


def goal_problems() -> list[str]:
    """Return what is wrong between savings goals, their rules, movements and the book; amounts in minor units."""
    return problems_found(_CHECKS)
