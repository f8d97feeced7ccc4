"""Sakaguru: quality assurance of schools."""
