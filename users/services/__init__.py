"""Writes about people: registration, sign-in, sessions, profile, rights."""

from users.services.access import AccessChange, change_access, change_role_rights, unlock_sign_in
from users.services.identity import actor_claimed_by_access_token, actor_of_access_token, actor_on_staff_site
from users.services.login import (
    SignedInPerson,
    open_session,
    prove_password,
    record_failed_sign_in,
    record_staff_sign_in,
    record_staff_sign_out,
    sign_in,
)
from users.services.own_password import prove_own_password
from users.services.people import (
    FieldProblems,
    add_staff,
    create_person,
    lock_person,
    password_errors,
    person_field_errors,
    person_name_errors,
    phone_number_errors,
    prepare_password,
    register_staff,
    set_kyc_status,
    set_risk_profile,
)
from users.services.pin import prove_pin, record_wrong_pin, set_pin, store_pin
from users.services.profile import (
    ProfileChange,
    change_password,
    change_profile,
    own_profile,
    record_profile_read,
    replace_password,
)
from users.services.revocation import end_everything, end_sessions
from users.services.sessions import (
    end_own_session,
    log_out,
    refresh_session,
    rotate_refresh_token,
    verify_token,
)

__all__ = [
    "AccessChange",
    "FieldProblems",
    "ProfileChange",
    "SignedInPerson",
    "actor_claimed_by_access_token",
    "actor_of_access_token",
    "actor_on_staff_site",
    "add_staff",
    "change_access",
    "change_password",
    "change_profile",
    "change_role_rights",
    "create_person",
    "end_everything",
    "end_own_session",
    "end_sessions",
    "lock_person",
    "log_out",
    "open_session",
    "own_profile",
    "password_errors",
    "person_field_errors",
    "person_name_errors",
    "phone_number_errors",
    "prepare_password",
    "prove_own_password",
    "prove_password",
    "prove_pin",
    "record_failed_sign_in",
    "record_profile_read",
    "record_staff_sign_in",
    "record_staff_sign_out",
    "record_wrong_pin",
    "refresh_session",
    "register_staff",
    "replace_password",
    "rotate_refresh_token",
    "set_kyc_status",
    "set_pin",
    "set_risk_profile",
    "sign_in",
    "store_pin",
    "unlock_sign_in",
    "verify_token",
]
