"""Moving money: deposits, withdrawals, transfers, payments, fees and interest, each through one function."""
