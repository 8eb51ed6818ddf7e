"""The invoice table, from the SQL file that owns it."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parents[1] / "sql" / "invoice.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunSQL(SQL, "DROP TABLE invoice")]
