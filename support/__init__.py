"""What the bank offers beside accounts, and how people reach it."""
