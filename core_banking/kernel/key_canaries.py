"""The canary of each key: a row that only the right key can prove, looked at before anything secret is touched.

A bank that starts with a wrong key would write what the right one cannot read, and call the old rows damaged. So the
keys that made what is stored are on record, each by its name and a proof under it. A key of the settings that is new is
put on record at the first start with it; a recorded key that is neither in the settings nor retired stops the start.
"""

from __future__ import annotations

import hmac
import logging
from hashlib import sha256
from typing import Final

from django.db import DatabaseError, InterfaceError, connection

from core_banking.kernel import clock
from core_banking.kernel.db import short_transaction, within_use_case
from core_banking.kernel.key_lists import KEY_LISTS, TOKENS, key_id, key_ids_of, keys_of
from core_banking.kernel.models import KeyCanary

logger = logging.getLogger(__name__)

_ONE_IS_ENOUGH: Final = frozenset({TOKENS})
"""Nothing stored needs an old key of these: what was signed with it is soon over."""


class WrongKeys(Exception):
    """The settings' keys are not those of this database; the text names the settings and never a key."""


def check_keys() -> list[str]:
    """Return what is wrong with the settings' keys, a sentence for each setting; put new keys on record.

    Nothing is recorded while anything is wrong. One statement when nothing is new. Raises `DatabaseError` where the
    table is not there.
    """
    on_record: dict[str, dict[str, tuple[bytes, bool]]] = {setting: {} for setting in KEY_LISTS}
    rows = KeyCanary.objects.values_list("setting", "key_id", "proof", "retired_at")
    for setting, name, proof, retired_at in rows:
        on_record.setdefault(setting, {})[name] = (bytes(proof), retired_at is None)
    faults = [fault for setting in KEY_LISTS if (fault := _fault(setting, on_record[setting]))]
    if not faults:
        _record_new_keys(on_record)
    return faults


def refuse_wrong_keys() -> None:
    """Let a process start only with the keys of its database. Raises `WrongKeys`.

    A database that does not answer or is not migrated yet has nothing to compare: readiness tells of that.
    """
    try:
        faults = check_keys()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("The keys could not be checked: the database says %s.", type(error).__name__)
        return
    finally:
        if not connection.in_atomic_block:
            connection.close()  # whoever forks from here must not share it
    if faults:
        raise WrongKeys(" ".join(faults))


@within_use_case
def retire_keys(setting: str, names: frozenset[str] | None = None) -> list[str]:
    """Note that nothing stored needs a setting's older keys (or those of `names`) any more; return which they are.

    The key that writes is never among them.
    """
    older = KeyCanary.objects.filter(setting=setting, retired_at=None)
    older = older.exclude(key_id=key_id(setting, keys_of(setting)[0]))
    if names is not None:
        older = older.filter(key_id__in=names)
    retired = sorted(older.values_list("key_id", flat=True))
    older.update(retired_at=clock.now())
    return retired


@within_use_case
def give_up_keys(setting: str) -> list[str]:
    """Note that the keys on record that a setting does not hold are lost, and return which; the setting's own stay."""
    lost = KeyCanary.objects.filter(setting=setting, retired_at=None).exclude(key_id__in=key_ids_of(setting))
    names = sorted(lost.values_list("key_id", flat=True))
    lost.update(retired_at=clock.now())
    return names


def proof_of(setting: str, key: str) -> bytes:
    """Return the 32 bytes that only this key makes for its setting."""
    return hmac.digest(key.encode(), f"core-banking canary of {setting}".encode(), sha256)


def _fault(setting: str, on_record: dict[str, tuple[bytes, bool]]) -> str | None:
    present = {key_id(setting, key): key for key in keys_of(setting)}
    known = [name for name in present if name in on_record]
    if any(not hmac.compare_digest(on_record[name][0], proof_of(setting, present[name])) for name in known):
        return f"{setting} holds a key that is not the one on record under its name."
    needed = {name for name, (_, is_needed) in on_record.items() if is_needed}
    if needed and not needed & set(known):
        return f"{setting} holds none of the keys that this database was written with."
    missing = sorted(needed - set(known))
    if missing and setting not in _ONE_IS_ENOUGH:
        return f"{setting} lacks a key that stored data may still need (key id {', '.join(missing)})."
    return None


def _record_new_keys(on_record: dict[str, dict[str, tuple[bytes, bool]]]) -> None:
    new = [
        KeyCanary(setting=setting, key_id=key_id(setting, key), proof=proof_of(setting, key))
        for setting in KEY_LISTS
        for key in keys_of(setting)
        if key_id(setting, key) not in on_record[setting]
    ]
    back = [
        name
        for setting in KEY_LISTS
        if (name := key_id(setting, keys_of(setting)[0])) in on_record[setting]
        and not on_record[setting][name][1]
    ]
    if not new and not back:
        return
    with short_transaction():
        KeyCanary.objects.bulk_create(
            new, ignore_conflicts=True
        )  # another process may start at the same moment
        KeyCanary.objects.filter(key_id__in=back).update(
            retired_at=None
        )  # it writes again: it is needed again
