"""The same transfer as a Django REST framework project would write it after its textbooks.

Kept small and honest: correct under concurrency (`atomic`, `select_for_update` in order of id), with limits,
double entry, running balances, an audit row and idempotency keys; nothing in it is slow on purpose.
"""
