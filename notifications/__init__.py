"""The inbox: what the bank tells its customers and its staff."""
