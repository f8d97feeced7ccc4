"""Backups: one encrypted file with the database, the files and what proves them."""
