"""Cards that are proposed, reviewed and in force."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0004_loan_life")]
    operations = []
