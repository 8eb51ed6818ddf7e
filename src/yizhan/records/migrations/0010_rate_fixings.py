"""Fixings of exchange rates that the branch makes day by day."""

import django.db.models.deletion
import yizhan.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0009_travellers'),
    ]

    operations = [
        migrations.CreateModel(
            name='RateFixing',
            fields=[
                ('id', models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('currency', models.CharField(max_length=3)),
                ('first_day', models.DateField()),
                ('cny_per_unit', models.DecimalField(decimal_places=6, max_digits=12)),
                ('source', models.CharField(max_length=200)),
                ('state', models.CharField(default='proposed', max_length=12)),
                ('taken_at', models.DateTimeField(null=True)),
                ('taken_words', models.CharField(blank=True, max_length=1000)),
                ('told_at', models.DateTimeField(null=True)),
                ('refusal', models.JSONField(null=True)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['currency', 'first_day'], name='records_rat_currenc_8cc5f7_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('confirmed', 'standing'))), fields=('currency', 'first_day'), name='one_fixing_of_a_day'), models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('currency', 'first_day'), name='one_open_fixing_of_a_day'), models.CheckConstraint(condition=models.Q(('cny_per_unit__gt', 0)), name='a_fixing_has_a_rate'), models.CheckConstraint(condition=models.Q(('taken_by', None), models.Q(('taken_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='a_fixing_takes_four_eyes')],
            },
        ),
    ]
