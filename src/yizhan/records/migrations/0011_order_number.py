"""The shop's own number of an order in the wallet, so that an order that is paid twice is seen."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0010_rate_fixings'),
    ]

    operations = [
        migrations.AddField(
            model_name='walletorder',
            name='order_number',
            field=models.CharField(blank=True, default='', max_length=99),
        ),
        migrations.AddIndex(
            model_name='walletorder',
            index=models.Index(condition=models.Q(('order_number', ''), _negated=True), fields=['merchant_id', 'order_number'], name='orders_by_shop_s_number'),
        ),
        migrations.AddIndex(
            model_name='walletorder',
            index=models.Index(condition=models.Q(('payment_id__isnull', False)), fields=['payment_id'], name='orders_by_payment'),
        ),
    ]
