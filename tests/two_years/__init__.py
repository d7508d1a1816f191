"""A bank that lives for years in minutes: the same customers do the same things, however often it is interrupted."""
