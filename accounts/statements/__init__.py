"""One statement, written in several formats, and a signature that shows whether a file is still as the bank wrote it.

Everything here is pure: what is written comes in as frozen values, keys included; nothing asks the database, the
settings or the clock.
"""
