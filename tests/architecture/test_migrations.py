"""Migrations form one line in each app, and the models say nothing that they do not."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

LABELS = [*settings.BANK_APPS, "kernel"]


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None, ignore_no_migrations=True)


@pytest.mark.parametrize("label", LABELS)
def test_an_app_has_at_most_one_last_migration(loader: MigrationLoader, label: str) -> None:
    assert len(loader.graph.leaf_nodes(label)) <= 1


@pytest.mark.parametrize("label", LABELS)
def test_a_migration_follows_one_other_of_its_app(loader: MigrationLoader, label: str) -> None:
    branching = {
        key: parents
        for key in loader.graph.nodes
        if key[0] == label
        and len(parents := [p for p in loader.graph.node_map[key].parents if p.key[0] == label]) > 1
    }

    assert branching == {}


@pytest.mark.django_db
def test_the_models_need_no_new_migration() -> None:
    out = io.StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=out, stderr=out)

    assert out.getvalue().strip() == "No changes detected"


@pytest.mark.django_db
def test_every_migration_is_applied() -> None:
    executor_plan = MigrationLoader(connection)

    assert set(executor_plan.graph.nodes) - set(executor_plan.applied_migrations) == set()
