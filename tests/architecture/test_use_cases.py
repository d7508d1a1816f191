"""Every use case says who acts, and is tried by at least one test."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import use_case
from tests.architecture.source_tree import sources_of_the_tests


def service_modules() -> Iterator[ModuleType]:
    """Yield `<app>.services` of every app that has one, and the modules of those that are packages."""
    for app in settings.BANK_APPS:
        if importlib.util.find_spec(f"{app}.services") is None:
            continue
        module = importlib.import_module(f"{app}.services")
        yield module
        for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{module.__name__}."):
            yield importlib.import_module(found.name)


def use_cases() -> list[Any]:
    """Return every use case once, by its full name."""
    found = {
        f"{function.__module__}.{function.__qualname__}": function
        for module in service_modules()
        for function in vars(module).values()
        if getattr(function, "is_use_case", False)
    }
    return [found[name] for name in sorted(found)]


def name_of(function: Any) -> str:
    return f"{function.__module__}.{function.__name__}"


def has_keyword_only_actor(function: Any) -> bool:
    actor = inspect.signature(function).parameters.get("actor")
    return (
        actor is not None
        and actor.kind is inspect.Parameter.KEYWORD_ONLY
        and actor.default is inspect.Parameter.empty
    )


def test_there_are_use_cases_to_look_at() -> None:
    assert "audit.services.reading.read_audit_trail" in [name_of(function) for function in use_cases()]


@pytest.mark.parametrize("function", use_cases(), ids=name_of)
def test_a_use_case_takes_a_keyword_only_actor(function: Any) -> None:
    assert has_keyword_only_actor(function)


@pytest.mark.parametrize("function", use_cases(), ids=name_of)
def test_a_use_case_is_named_in_a_test(function: Any) -> None:
    named = bool(re.search(rf"\b{function.__name__}\b", sources_of_the_tests()))

    assert named, f"no test names {name_of(function)}"


def test_a_use_case_without_a_keyword_only_actor_is_seen() -> None:
    @use_case
    def pay(actor: Actor) -> None: ...

    @use_case
    def pay_by_default(*, actor: Actor | None = None) -> None: ...

    assert not has_keyword_only_actor(pay)
    assert not has_keyword_only_actor(pay_by_default)
