"""Cards that are proposed, reviewed and in force; which evaluation used which; alarms of the watch."""

import django.db.models.deletion
import yizhan.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0004_loan_life"),
    ]

    operations = [
        migrations.CreateModel(
            name='CardArtefact',
            fields=[
                ('id', models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('card_id', models.CharField(max_length=64, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('version', models.CharField(max_length=60)),
                ('method', models.CharField(max_length=20)),
                ('text', models.TextField()),
                ('kept_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CardAlarm',
            fields=[
                ('id', models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('product_code', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=20)),
                ('month', models.CharField(max_length=7)),
                ('name', models.CharField(max_length=100)),
                ('level', models.CharField(max_length=12)),
                ('facts', models.JSONField(default=dict)),
                ('closed_at', models.DateTimeField(null=True)),
                ('words', models.CharField(blank=True, max_length=1000)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('artefact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alarms', to='records.cardartefact')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('artefact', 'product_code', 'kind', 'month', 'name'), name='one_alarm_per_month_and_name')],
            },
        ),
        migrations.CreateModel(
            name='CardProposal',
            fields=[
                ('id', models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('product_code', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=20)),
                ('step', models.JSONField(null=True)),
                ('note', models.CharField(max_length=2000)),
                ('checks', models.JSONField(default=list)),
                ('document_name', models.CharField(blank=True, max_length=255)),
                ('document_stored_as', models.CharField(blank=True, max_length=120)),
                ('document_sha256', models.CharField(blank=True, max_length=64)),
                ('state', models.CharField(default='proposed', max_length=12)),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('review_note', models.CharField(blank=True, max_length=2000)),
                ('effective_from', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('end_reason', models.CharField(blank=True, max_length=500)),
                ('artefact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='records.cardartefact')),
                ('based_on', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.cardartefact')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['product_code', 'state', 'effective_from'], name='records_car_product_34f088_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('product_code', 'artefact'), name='one_open_card_proposal'), models.CheckConstraint(condition=models.Q(('reviewed_by', None), models.Q(('reviewed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='a_card_takes_four_eyes')],
            },
        ),
        migrations.CreateModel(
            name='CardUse',
            fields=[
                ('id', models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('row', models.JSONField()),
                ('points', models.IntegerField()),
                ('grade', models.CharField(max_length=8)),
                ('pd', models.DecimalField(decimal_places=6, max_digits=7)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='card_uses', to='records.application')),
                ('artefact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='records.cardartefact')),
                ('evaluation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='card_use', to='records.evaluation')),
            ],
            options={
                'indexes': [models.Index(fields=['artefact', 'at'], name='records_car_artefac_b7bacc_idx')],
            },
        ),
    ]
