"""Bearer tokens of machines, by their hash."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yizhan.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("records", "0002_invoice_table")]
    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("name", models.CharField(max_length=60)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="api_tokens", to=settings.AUTH_USER_MODEL)),
            ],
            options={"constraints": [models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)), fields=("user", "name"), name="one_standing_token_per_name")]},
        ),
    ]
