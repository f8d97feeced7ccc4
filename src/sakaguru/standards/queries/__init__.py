"""Reads that other capabilities ask most, under one roof."""

from sakaguru.standards.queries.documents import framework_document
from sakaguru.standards.queries.versions import current_version, visible_versions

__all__ = ["current_version", "framework_document", "visible_versions"]
