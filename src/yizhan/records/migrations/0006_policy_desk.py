"""What the policy desk keeps."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0005_scorecards")]
    operations = []
