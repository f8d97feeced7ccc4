# The release before adds rows without these columns while both run.

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0005_publication_reason'),
    ]

    operations = [
        migrations.AlterField(
            model_name='regionresult',
            name='hidden',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BooleanField(), db_default=[], default=list, size=None),
        ),
        migrations.AlterField(
            model_name='publication',
            name='reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='alasan'),
        ),
    ]
