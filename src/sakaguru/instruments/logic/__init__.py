"""Rules about questionnaires that need no database."""
