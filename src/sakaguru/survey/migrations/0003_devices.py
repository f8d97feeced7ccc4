import django.db.models.deletion
from django.db import migrations, models

# Drafts behind a link could be opened with its address alone; they cannot any more.
FORGET_OPEN_DRAFTS = """
DELETE FROM survey_draft d USING survey_link l WHERE d.token_digest = l.token_digest
"""


class Migration(migrations.Migration):

    dependencies = [
        ('survey', '0002_edits'),
    ]

    operations = [
        migrations.RunSQL(FORGET_OPEN_DRAFTS, migrations.RunSQL.noop),
        migrations.AddField(
            model_name='draft',
            name='link',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='survey.link'),
        ),
    ]
