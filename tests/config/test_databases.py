import pytest
from django.db import connection


@pytest.mark.django_db
def test_tests_have_a_migrated_postgresql():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        assert cursor.fetchone()[0] > 10
