"""What auditors search by: words of entries, accounts that they name, how far both have come, and what they were told.

On PostgreSQL the words get an index of their own; SQLite looks through them.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WORDS = "CREATE INDEX audit_search_words ON audit_searchentry USING gin (to_tsvector('simple', words))"


def index_words(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(WORDS)


def drop_index_of_words(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX audit_search_words")


def begin_at_nothing(apps, schema_editor):
    apps.get_model("audit", "SearchHead").objects.create(pk=1, seq=0)


def entry_field(kind, **options):
    return kind(
        db_constraint=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to="audit.auditlog",
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_sealing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("entry", entry_field(models.OneToOneField, primary_key=True, serialize=False)),
                ("words", models.TextField()),
            ],
            options={"verbose_name": "words of an audit log entry", "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="SearchHead",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "head of the search in the audit log",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="audit_one_search_head")
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountMention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account_number", models.CharField(max_length=34)),
                ("entry", entry_field(models.ForeignKey, db_index=False)),
            ],
            options={
                "verbose_name": "account named in an audit log entry",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account_number", "entry"), name="audit_account_named_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PatternAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("on", models.DateField()),
                ("told_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "pattern told to the auditors",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind", "on"), name="audit_pattern_told_once")
                ],
            },
        ),
        migrations.RunPython(index_words, drop_index_of_words),
        migrations.RunPython(begin_at_nothing, migrations.RunPython.noop),
    ]
