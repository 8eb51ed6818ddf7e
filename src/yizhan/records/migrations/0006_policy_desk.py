"""What the policy desk keeps, and the database's search by trigrams."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yizhan.kernel.ids

SQL = (Path(__file__).resolve().parents[1] / "sql" / "trigrams.sql").read_text(encoding="utf-8")
DROP = "DROP EXTENSION IF EXISTS pg_trgm; DROP SCHEMA IF EXISTS trigrams"


class Migration(migrations.Migration):
    dependencies = [("records", "0005_scorecards")]
    operations = [
        migrations.CreateModel(
            name="PolicyVerdict",
            fields=[
                ("id", models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("programme", models.CharField(max_length=60)),
                ("as_of", models.DateField()),
                ("outcome", models.CharField(max_length=20)),
                ("stored", models.JSONField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("enterprise", models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="policy_verdicts", to="records.enterprise")),
                ("run_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={"indexes": [models.Index(fields=["enterprise", "programme", "at"], name="records_pol_enterpr_c106d3_idx")]},
        ),
        migrations.CreateModel(
            name="PolicyCall",
            fields=[
                ("id", models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("programme", models.CharField(max_length=60)),
                ("cause", models.CharField(max_length=120)),
                ("as_of", models.DateField()),
                ("old_outcome", models.CharField(max_length=20)),
                ("new_outcome", models.CharField(max_length=20)),
                ("reasons", models.JSONField(default=list)),
                ("called_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("called_by", models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("enterprise", models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="policy_calls", to="records.enterprise")),
            ],
            options={
                "indexes": [models.Index(fields=["called_at", "created_at"], name="records_pol_called__ee89b1_idx")],
                "constraints": [models.UniqueConstraint(fields=("enterprise", "programme", "cause"), name="one_call_per_change")],
            },
        ),
        migrations.RunSQL(SQL, DROP),
    ]
