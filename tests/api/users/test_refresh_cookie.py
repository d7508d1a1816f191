"""The refresh token in a cookie: what a client in a browser asks for, and what no page of another site gets."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from rest_framework.test import APIClient

from core_banking.kernel import clock
from tests.builders.people import PASSWORD, register_customer
from users.contracts import PersonCard
from users.models import Session
from users.refresh_cookies import COOKIE

pytestmark = pytest.mark.django_db

BY_COOKIE = {"X-Refresh-Token": "cookie"}
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


def sign_in(client: APIClient, person: PersonCard, **options: Any) -> Any:
    body = {"username": person.username, "password": PASSWORD}
    return client.post("/api/auth/login/", body, headers=BY_COOKIE, **options)


def refresh(client: APIClient, **options: Any) -> Any:
    return client.post("/api/auth/refresh/", headers={**BY_COOKIE, **options.pop("headers", {})}, **options)


def opens_the_profile(access: str) -> int:
    return APIClient().get("/api/profile/", headers={"Authorization": f"Bearer {access}"}).status_code


@pytest.mark.any_engine
@pytest.mark.parametrize("path", ["/api/auth/login/", "/api/login/"])
def test_a_browser_gets_the_refresh_token_where_no_script_reads_it(stranger, path):
    person = register_customer()

    answer = stranger.post(path, {"username": person.username, "password": PASSWORD}, headers=BY_COOKIE)

    cookie = answer.cookies[COOKIE]
    assert set(answer.json()) == {"access", "user"}
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/api/auth/")
    assert cookie["max-age"] == 7 * 86_400
    assert cookie.value not in answer.content.decode()


@pytest.mark.any_engine
def test_the_cookie_is_for_encrypted_connections_wherever_there_are_any(stranger, settings):
    person = register_customer()
    assert not sign_in(stranger, person).cookies[COOKIE]["secure"]
    assert sign_in(stranger, person, secure=True).cookies[COOKIE]["secure"]
    settings.SESSION_COOKIE_SECURE = True
    assert sign_in(stranger, person).cookies[COOKIE]["secure"]


@pytest.mark.any_engine
def test_without_the_header_nothing_is_put_into_a_cookie(stranger):
    person = register_customer()
    answer = stranger.post("/api/auth/login/", {"username": person.username, "password": PASSWORD})

    assert COOKIE not in answer.cookies
    assert "refresh" in answer.json()


def test_the_cookie_is_rotated(stranger):
    signed_in = sign_in(stranger, register_customer())

    answer = refresh(stranger)

    assert (answer.status_code, set(answer.json())) == (200, {"access"})
    assert answer.cookies[COOKIE].value != signed_in.cookies[COOKIE].value
    assert opens_the_profile(answer.json()["access"]) == 200


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Origin": "https://elsewhere.example"}, 403, "foreign_origin"),
        ({"Origin": "null"}, 403, "foreign_origin"),
        ({"Origin": "http://testserver"}, 200, None),
        ({"X-Refresh-Token": "body"}, 400, None),
    ],
)
def test_only_the_banks_own_page_renews(stranger, headers, status, code):
    sign_in(stranger, register_customer())

    answer = refresh(stranger, headers=headers)

    assert (answer.status_code, answer.json().get("code")) == (status, code)


@pytest.mark.any_engine
def test_the_cookie_alone_renews_nothing(stranger):
    sign_in(stranger, register_customer())

    assert stranger.post("/api/auth/refresh/").json() == {"refresh": ["This field is required."]}
    assert refresh(APIClient()).json()["code"] == "token_not_valid"
    assert "refresh" in refresh(stranger, data={"refresh": "a.b.c"}).json()


def test_a_page_that_was_left_before_the_answer_came_may_ask_again(stranger):
    with clock.frozen_at(NOON):
        old = sign_in(stranger, register_customer()).cookies[COOKIE].value
        good = refresh(stranger).cookies[COOKIE].value
    stranger.cookies[COOKIE] = old
    with clock.frozen_at(NOON + dt.timedelta(seconds=9)):
        again = refresh(stranger)
        assert again.status_code == 200
        assert opens_the_profile(again.json()["access"]) == 200
        # The cookie of the repetition is the same good token, so one session goes on and not two.
        assert refresh(stranger).status_code == 200
        stranger.cookies[COOKIE] = good
        assert refresh(stranger).status_code == 200
    assert Session.objects.filter(revoked_at__isnull=True).count() == 1


@pytest.mark.parametrize(("seconds", "rotations"), [(11, 1), (1, 2)], ids=["too late", "two tokens back"])
def test_an_older_token_is_still_misuse_and_ends_the_session(stranger, seconds, rotations):
    with clock.frozen_at(NOON):
        old = sign_in(stranger, register_customer()).cookies[COOKIE].value
        for _rotation in range(rotations):
            access = refresh(stranger).json()["access"]
    stranger.cookies[COOKIE] = old
    with clock.frozen_at(NOON + dt.timedelta(seconds=seconds)):
        assert refresh(stranger).json()["code"] == "token_not_valid"
        assert opens_the_profile(access) == 401
    assert not Session.objects.filter(revoked_at__isnull=True).exists()


def test_a_token_out_of_its_cookie_may_not_be_repeated(stranger):
    old = sign_in(stranger, register_customer()).cookies[COOKIE].value
    refresh(stranger)

    answer = APIClient().post("/api/auth/refresh/", {"refresh": old})

    assert answer.json()["code"] == "token_not_valid"
    assert not Session.objects.filter(revoked_at__isnull=True).exists()


def live_sessions(person: PersonCard) -> int:
    return Session.objects.filter(user_id=person.id, revoked_at__isnull=True).count()


def test_signing_out_ends_the_session_of_the_cookie_too(stranger):
    person, other = register_customer(), register_customer()
    theirs = sign_in(APIClient(), other).cookies[COOKIE].value
    access = sign_in(APIClient(), person).json()["access"]
    sign_in(stranger, person)
    headers = {"Authorization": f"Bearer {access}"}

    assert stranger.post("/api/auth/logout/", headers={**BY_COOKIE, **headers}).status_code == 204
    assert live_sessions(person) == 0

    headers = {"Authorization": f"Bearer {sign_in(stranger, person).json()['access']}"}
    stranger.cookies[COOKIE] = theirs
    stranger.post("/api/auth/logout/", headers={**BY_COOKIE, **headers})
    assert (live_sessions(person), live_sessions(other)) == (0, 1)


def test_a_sign_in_ends_the_session_whose_cookie_it_overwrites(stranger):
    first, second = register_customer(), register_customer()
    sign_in(stranger, first)

    wrong = {"username": second.username, "password": "not it"}
    assert stranger.post("/api/auth/login/", wrong, headers=BY_COOKIE).status_code == 401
    without = {"username": second.username, "password": PASSWORD}
    stranger.post("/api/auth/login/", without)  # its token is in its body: the cookie stays what it was
    assert (live_sessions(first), live_sessions(second)) == (1, 1)

    assert sign_in(stranger, second).status_code == 200

    assert (live_sessions(first), live_sessions(second)) == (0, 2)
    assert refresh(stranger).status_code == 200


def test_signing_out_ends_the_session_and_takes_the_cookie_back(stranger):
    access = sign_in(stranger, register_customer()).json()["access"]
    before = stranger.cookies[COOKIE].value

    answer = stranger.post("/api/auth/logout/", headers={**BY_COOKIE, "Authorization": f"Bearer {access}"})

    assert (answer.status_code, answer.cookies[COOKIE]["max-age"], answer.cookies[COOKIE].value) == (
        204,
        0,
        "",
    )
    stranger.cookies[COOKIE] = before
    assert refresh(stranger).json()["code"] == "token_not_valid"
