"""What happens to a loan after the payout."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0003_api_token")]
    operations = []
