"""Travellers: accounts, consents, upgrades of a tier, orders in the wallet."""

import django.db.models.deletion
import yizhan.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0008_merchants'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='role',
            field=models.CharField(choices=[('applicant', 'Applicant'), ('relationship_manager', 'Relationship Manager'), ('credit_officer', 'Credit Officer'), ('approver', 'Approver'), ('operations', 'Operations'), ('branch_manager', 'Branch Manager'), ('auditor', 'Auditor'), ('merchant', 'Merchant'), ('traveller', 'Traveller')], max_length=32),
        ),
        migrations.CreateModel(
            name='Traveller',
            fields=[
                ('name', models.CharField(blank=True, max_length=120)),
                ('nationality', models.CharField(blank=True, max_length=3)),
                ('sex', models.CharField(blank=True, max_length=1)),
                ('occupation', models.CharField(blank=True, max_length=80)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('document_type', models.CharField(blank=True, max_length=40)),
                ('document_number', models.CharField(blank=True, max_length=40)),
                ('document_valid_until', models.DateField(null=True)),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('shard', models.SmallIntegerField(default=0)),
                ('programme', models.CharField(max_length=40)),
                ('phone', models.CharField(max_length=16)),
                ('home_currency', models.CharField(max_length=3)),
                ('tier', models.CharField(choices=[('t0', 'card only'), ('t1', 'simple identity'), ('t2', 'verified')], default='t0', max_length=2)),
                ('document_copy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.upload')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='traveller', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='TierUpgrade',
            fields=[
                ('id', models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('name', models.CharField(blank=True, max_length=120)),
                ('nationality', models.CharField(blank=True, max_length=3)),
                ('sex', models.CharField(blank=True, max_length=1)),
                ('occupation', models.CharField(blank=True, max_length=80)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('document_type', models.CharField(blank=True, max_length=40)),
                ('document_number', models.CharField(blank=True, max_length=40)),
                ('document_valid_until', models.DateField(null=True)),
                ('tier', models.CharField(choices=[('t0', 'card only'), ('t1', 'simple identity'), ('t2', 'verified')], max_length=2)),
                ('state', models.CharField(choices=[('open', 'Open'), ('in_review', 'In Review'), ('approved', 'Approved'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='open', max_length=12)),
                ('card_name', models.CharField(blank=True, max_length=120)),
                ('birth_date', models.DateField(null=True)),
                ('is_machine_read', models.BooleanField(default=False)),
                ('name_is_cut', models.BooleanField(default=False)),
                ('name_match', models.CharField(blank=True, max_length=12)),
                ('doubts', models.JSONField(default=list)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document_copy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.upload')),
                ('traveller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='upgrades', to='records.traveller')),
            ],
        ),
        migrations.CreateModel(
            name='TravellerConsent',
            fields=[
                ('id', models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('kind', models.CharField(max_length=40)),
                ('text_version', models.CharField(max_length=20)),
                ('text_sha256', models.CharField(max_length=64)),
                ('given_at', models.DateTimeField()),
                ('traveller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='records.traveller')),
            ],
        ),
        migrations.CreateModel(
            name='WalletOrder',
            fields=[
                ('id', models.UUIDField(default=yizhan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('merchant_id', models.BigIntegerField()),
                ('merchant_name', models.CharField(max_length=25)),
                ('merchant_city', models.CharField(max_length=15)),
                ('channel', models.CharField(max_length=20)),
                ('amount_minor', models.BigIntegerField()),
                ('card_id', models.BigIntegerField(null=True)),
                ('agreed_at', models.DateTimeField(null=True)),
                ('agreed_terms', models.JSONField(null=True)),
                ('payment_id', models.BigIntegerField(null=True)),
                ('refusal', models.JSONField(null=True)),
                ('traveller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='records.traveller')),
            ],
        ),
        migrations.AddConstraint(
            model_name='traveller',
            constraint=models.UniqueConstraint(fields=('programme', 'phone'), name='one_account_per_phone_and_programme'),
        ),
        migrations.AddConstraint(
            model_name='traveller',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('tier', 't0'), _negated=True), models.Q(('address', ''), ('document_copy__isnull', True), ('document_number', ''), ('document_type', ''), ('document_valid_until__isnull', True), ('name', ''), ('nationality', ''), ('occupation', ''), ('sex', '')), _connector='OR'), name='card_only_holds_no_identity'),
        ),
        migrations.AddConstraint(
            model_name='traveller',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('tier', 't1'), _negated=True), models.Q(models.Q(('name', ''), _negated=True), models.Q(('nationality', ''), _negated=True)), _connector='OR'), name='simple_identity_has_its_fields'),
        ),
        migrations.AddIndex(
            model_name='tierupgrade',
            index=models.Index(fields=['state', 'submitted_at'], name='records_tie_state_d69435_idx'),
        ),
        migrations.AddConstraint(
            model_name='tierupgrade',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'in_review'])), fields=('traveller',), name='one_upgrade_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='travellerconsent',
            constraint=models.UniqueConstraint(fields=('traveller', 'kind', 'text_sha256'), name='one_traveller_consent_per_text'),
        ),
        migrations.AddIndex(
            model_name='walletorder',
            index=models.Index(fields=['traveller', '-created_at'], name='records_wal_travell_3b6199_idx'),
        ),
    ]
