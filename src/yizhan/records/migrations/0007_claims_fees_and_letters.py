"""What a loan needs late in its life: letters, renewal alerts, fees, places in public programmes and claims on them."""

import django.db.models.deletion
import yizhan.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0006_policy_desk'),
    ]

    operations = [
        migrations.AddField(
            model_name='arrearsnote',
            name='letter',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='arrearsnote',
            name='message',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.outboxmessage'),
        ),
        migrations.AddField(
            model_name='arrearsnote',
            name='step',
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name='enterprise',
            name='contact_email',
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='notice',
            name='loan',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='records.loan'),
        ),
        migrations.CreateModel(
            name='ClaimList',
            fields=[
                ('id', models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('programme', models.CharField(max_length=20)),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('state', models.CharField(default='filed', max_length=12)),
                ('lines', models.JSONField(default=list)),
                ('amount_minor', models.BigIntegerField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('reference', models.CharField(blank=True, max_length=60)),
                ('paid_on', models.DateField(null=True)),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LoanFee',
            fields=[
                ('id', models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('code', models.CharField(max_length=40)),
                ('amount_minor', models.BigIntegerField()),
                ('words', models.CharField(max_length=1000)),
                ('state', models.CharField(default='proposed', max_length=12)),
                ('schedule_version', models.IntegerField(default=1)),
                ('charged_on', models.DateField(null=True)),
                ('journal_id', models.UUIDField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fees', to='records.loan')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProgrammeLoan',
            fields=[
                ('id', models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('programme', models.CharField(max_length=20)),
                ('covered_minor', models.BigIntegerField()),
                ('words', models.CharField(max_length=1000)),
                ('registered_on', models.DateField()),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='records.loan')),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('loan', 'programme'), name='one_place_per_loan_and_programme')],
            },
        ),
        migrations.CreateModel(
            name='RenewalAlert',
            fields=[
                ('id', models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('on', models.DateField()),
                ('matures_on', models.DateField()),
                ('coverage', models.CharField(max_length=12)),
                ('size_class', models.CharField(blank=True, max_length=12)),
                ('conduct', models.JSONField(default=dict)),
                ('wished_at', models.DateTimeField(null=True)),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renewal_alerts', to='records.loan')),
                ('wished_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('loan', 'matures_on'), name='one_alert_per_maturity')],
            },
        ),
    ]
