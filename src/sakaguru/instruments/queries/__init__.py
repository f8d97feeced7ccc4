"""Reads that other capabilities ask most, under one roof."""

from sakaguru.instruments.queries.documents import instrument_document
from sakaguru.instruments.queries.layouts import ItemRef, Layout, layout
from sakaguru.instruments.queries.questionnaires import (
    Question,
    QuestionnaireText,
    QuestionPage,
    questionnaire,
)

__all__ = [
    "ItemRef",
    "Layout",
    "Question",
    "QuestionPage",
    "QuestionnaireText",
    "instrument_document",
    "layout",
    "questionnaire",
]
