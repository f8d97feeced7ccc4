
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0002_schoolimport'),
        ('scoring', '0001_initial'),
        ('survey', '0002_edits'),
    ]

    operations = [
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assignment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='survey.assignment')),
                ('campaign', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='survey.campaign')),
            ],
        ),
        migrations.CreateModel(
            name='RegionCloseup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('apart', models.JSONField(default=dict)),
                ('changes', models.JSONField(default=dict)),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='scoring.scorerun')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='region_closeups', to='scoring.scorerun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'run'), name='scoring_region_closeup_once_per_run')],
            },
        ),
        migrations.CreateModel(
            name='Scale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=4)),
                ('standard', models.CharField(max_length=20)),
                ('respondents', models.IntegerField()),
                ('alpha', models.FloatField(null=True)),
                ('items', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('answered', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('item_rest', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), size=None)),
                ('alpha_without', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), size=None)),
                ('misfits', django.contrib.postgres.fields.ArrayField(base_field=models.BooleanField(), size=None)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scales', to='scoring.scorerun')),
            ],
            options={
                'ordering': ['role', 'standard'],
                'constraints': [models.UniqueConstraint(fields=('run', 'role', 'standard'), name='scoring_scale_once_per_run')],
            },
        ),
        migrations.CreateModel(
            name='SchoolCloseup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marks', models.JSONField(default=list)),
                ('without', models.JSONField(default=dict)),
                ('calm', models.JSONField(default=dict)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closeups', to='scoring.scorerun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'run'), name='scoring_closeup_once_per_run')],
            },
        ),
    ]
