"""Each customer's own keys, the name of the key that indexes his numbers, and the record of who was erased.

A data key that is destroyed stays destroyed, whoever writes to the table; so does the record of an erasure that is done.
"""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import core_banking.kernel.clock

POSTGRESQL = """
CREATE FUNCTION kyc_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was erased stays erased: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'BK920';
END $$;
CREATE TRIGGER kyc_datakey_stays_destroyed BEFORE UPDATE ON kyc_datakey FOR EACH ROW
    WHEN (OLD.destroyed_at IS NOT NULL OR OLD.user_id IS DISTINCT FROM NEW.user_id OR OLD.kind IS DISTINCT FROM NEW.kind)
    EXECUTE FUNCTION kyc_refuse_change();
CREATE TRIGGER kyc_datakey_no_delete BEFORE DELETE ON kyc_datakey
    FOR EACH ROW EXECUTE FUNCTION kyc_refuse_change();
CREATE TRIGGER kyc_datakey_no_truncate BEFORE TRUNCATE ON kyc_datakey
    FOR EACH STATEMENT EXECUTE FUNCTION kyc_refuse_change();
CREATE TRIGGER kyc_erasure_stays BEFORE UPDATE ON kyc_erasure FOR EACH ROW
    WHEN (OLD.confirmed_at IS NOT NULL) EXECUTE FUNCTION kyc_refuse_change();
CREATE TRIGGER kyc_erasure_no_delete BEFORE DELETE ON kyc_erasure FOR EACH ROW
    WHEN (OLD.confirmed_at IS NOT NULL) EXECUTE FUNCTION kyc_refuse_change();
CREATE TRIGGER kyc_erasure_no_truncate BEFORE TRUNCATE ON kyc_erasure
    FOR EACH STATEMENT EXECUTE FUNCTION kyc_refuse_change();
"""

_REFUSED = "BEGIN SELECT RAISE(ABORT, 'what was erased stays erased'); END"
SQLITE = [
    f"""
    CREATE TRIGGER kyc_datakey_stays_destroyed BEFORE UPDATE ON kyc_datakey
    WHEN OLD.destroyed_at IS NOT NULL OR OLD.user_id IS NOT NEW.user_id OR OLD.kind IS NOT NEW.kind {_REFUSED}
    """,
    f"CREATE TRIGGER kyc_datakey_no_delete BEFORE DELETE ON kyc_datakey {_REFUSED}",
    f"CREATE TRIGGER kyc_erasure_stays BEFORE UPDATE ON kyc_erasure WHEN OLD.confirmed_at IS NOT NULL {_REFUSED}",
    f"CREATE TRIGGER kyc_erasure_no_delete BEFORE DELETE ON kyc_erasure WHEN OLD.confirmed_at IS NOT NULL {_REFUSED}",
]


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let nobody undo an erasure in the database itself."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
        return
    for statement in SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("kyc", "0001_initial"),
        ("users", "0003_strong_sign_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="identityrecord",
            name="index_key_id",
            field=models.CharField(default="", editable=False, max_length=16),
        ),
        migrations.CreateModel(
            name="DataKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("IDENTITY_KEYS", "IDENTITY_KEYS"), ("DOCUMENT_KEYS", "DOCUMENT_KEYS")],
                        max_length=16,
                    ),
                ),
                ("wrapped", models.BinaryField(null=True)),
                ("key_id", models.CharField(max_length=16)),
                ("created_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("destroyed_at", models.DateTimeField(null=True)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind"), name="kyc_data_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("destroyed_at__isnull", True), ("wrapped__isnull", False)),
                            models.Q(("destroyed_at__isnull", False), ("wrapped__isnull", True)),
                            _connector="OR",
                        ),
                        name="kyc_data_key_destroyed_or_not",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("requested_at", models.DateTimeField(default=core_banking.kernel.clock.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="kyc_erasure_has_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("requested_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="kyc_erasure_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="kyc_erasure_done_or_not",
                    ),
                ],
            },
        ),
        migrations.RunPython(create_triggers, migrations.RunPython.noop),
    ]
