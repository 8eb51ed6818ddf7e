"""What happens to a loan after the payout: standings, day ends, changes, arrears work, warnings.

Loans that were paid out before stand as the book has them, with nothing accrued; the next day end accrues from their first day.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT

from yizhan.kernel.ids import new_id

FILL = """
ALTER TABLE records_loanstanding SET (fillfactor = 50);
UPDATE records_instalment SET starts_on = (explanation #>> '{period,starts_on}')::date, ends_on = (explanation #>> '{period,ends_on}')::date;
INSERT INTO records_loanstanding (
    loan_id, is_open, product_code, accrued_through, principal_minor, overdue_minor, non_accrual_minor, interest_minor, penalty_minor,
    fee_minor, memorandum_minor, written_off_minor, overdue_days, is_non_accrual, penalty_numerator, penalty_charged_minor,
    penalty_paid_minor, risk_class, judged_class)
SELECT loan.id, loan.state = 'active', application.product_code, loan.started_on - 1,
    loan.principal_minor - coalesce((SELECT sum(principal_minor) FROM records_repayment WHERE loan_id = loan.id), 0),
    0, 0, 0, 0, 0, 0, 0, 0, false, 0, 0, 0, 1, 1
FROM records_loan loan JOIN records_application application ON application.id = loan.application_id;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0003_api_token")]
    operations = [
        migrations.CreateModel(
            name="ArrearsNote",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=12)),
                ("on", models.DateField()),
                ("overdue_days", models.IntegerField()),
                ("words", models.CharField(blank=True, max_length=1000)),
                ("promised_minor", models.BigIntegerField(null=True)),
                ("promised_on", models.DateField(null=True)),
                ("state", models.CharField(blank=True, max_length=12)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClassChange",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("on", models.DateField()),
                ("from_class", models.SmallIntegerField()),
                ("to_class", models.SmallIntegerField()),
                ("ground", models.CharField(max_length=20)),
                ("overdue_days", models.IntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DayEnd",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("day", models.DateField(unique=True)),
                ("state", models.CharField(default="running", max_length=12)),
                ("calendar_is_pending", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("report", models.JSONField(default=dict)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EarlyWarning",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("on", models.DateField()),
                ("signals", models.JSONField()),
                ("state", models.CharField(default="open", max_length=12)),
                ("finding", models.CharField(blank=True, max_length=1000)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="LoanChange",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=20)),
                ("state", models.CharField(default="proposed", max_length=12)),
                ("wanted", models.JSONField(default=dict)),
                ("effect", models.JSONField(default=dict)),
                ("words", models.CharField(max_length=1000)),
                ("effective_on", models.DateField()),
                ("taken_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LoanStanding",
            fields=[
                ("loan", models.OneToOneField(on_delete=PROTECT, primary_key=True, related_name="standing", serialize=False, to="records.loan")),
                ("is_open", models.BooleanField(default=True)),
                ("product_code", models.CharField(max_length=40)),
                ("accrued_through", models.DateField()),
                ("principal_minor", models.BigIntegerField()),
                ("overdue_minor", models.BigIntegerField(default=0)),
                ("non_accrual_minor", models.BigIntegerField(default=0)),
                ("interest_minor", models.BigIntegerField(default=0)),
                ("penalty_minor", models.BigIntegerField(default=0)),
                ("fee_minor", models.BigIntegerField(default=0)),
                ("memorandum_minor", models.BigIntegerField(default=0)),
                ("written_off_minor", models.BigIntegerField(default=0)),
                ("overdue_account_id", models.UUIDField(null=True)),
                ("non_accrual_account_id", models.UUIDField(null=True)),
                ("penalty_account_id", models.UUIDField(null=True)),
                ("fee_account_id", models.UUIDField(null=True)),
                ("memorandum_account_id", models.UUIDField(null=True)),
                ("written_off_account_id", models.UUIDField(null=True)),
                ("overdue_since", models.DateField(null=True)),
                ("overdue_days", models.IntegerField(default=0)),
                ("is_non_accrual", models.BooleanField(default=False)),
                ("penalty_numerator", models.DecimalField(decimal_places=0, default=0, max_digits=40)),
                ("penalty_charged_minor", models.BigIntegerField(default=0)),
                ("penalty_paid_minor", models.BigIntegerField(default=0)),
                ("risk_class", models.SmallIntegerField(default=1)),
                ("judged_class", models.SmallIntegerField(default=1)),
            ],
        ),
        migrations.AddField(
            model_name="instalment",
            name="ends_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="instalment",
            name="fell_due_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="instalment",
            name="starts_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="repayment",
            name="allocation",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="repayment",
            name="excess_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="repayment",
            name="is_reversed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="repayment",
            name="penalty_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="repayment",
            name="reversal_journal_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="repayment",
            name="schedule_version",
            field=models.IntegerField(default=1),
        ),
        migrations.AddField(
            model_name="repayment",
            name="source",
            field=models.CharField(default="deposit", max_length=12),
        ),
        migrations.AddIndex(
            model_name="instalment",
            index=models.Index(condition=models.Q(("state", "due")), fields=["loan", "starts_on"], name="open_instalments"),
        ),
        migrations.AddIndex(
            model_name="instalment",
            index=models.Index(condition=models.Q(("fell_due_on", None), ("state", "due")), fields=["due_on"], name="instalments_to_fall_due"),
        ),
        migrations.AddIndex(
            model_name="instalment",
            index=models.Index(condition=models.Q(("fell_due_on__isnull", False), ("state", "due")), fields=["loan"], name="instalments_fallen_due"),
        ),
        migrations.AddField(
            model_name="arrearsnote",
            name="loan",
            field=models.ForeignKey(on_delete=PROTECT, related_name="arrears_notes", to="records.loan"),
        ),
        migrations.AddField(
            model_name="arrearsnote",
            name="written_by",
            field=models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="classchange",
            name="loan",
            field=models.ForeignKey(on_delete=PROTECT, related_name="class_changes", to="records.loan"),
        ),
        migrations.AddField(
            model_name="earlywarning",
            name="enterprise",
            field=models.ForeignKey(on_delete=PROTECT, related_name="warnings", to="records.enterprise"),
        ),
        migrations.AddField(
            model_name="earlywarning",
            name="holder",
            field=models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="loanchange",
            name="loan",
            field=models.ForeignKey(on_delete=PROTECT, related_name="changes", to="records.loan"),
        ),
        migrations.AddField(
            model_name="loanchange",
            name="proposed_by",
            field=models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="loanchange",
            name="taken_by",
            field=models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name="earlywarning",
            constraint=models.UniqueConstraint(condition=models.Q(("state", "open")), fields=("enterprise",), name="one_open_warning_per_enterprise"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
