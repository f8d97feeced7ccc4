from sakaguru.instruments.models.data import DataField, DataRule
from sakaguru.instruments.models.instrument import (
    Instrument,
    InstrumentVersion,
    Questionnaire,
    Section,
)
from sakaguru.instruments.models.item import Item, Option

__all__ = [
    "DataField",
    "DataRule",
    "Instrument",
    "InstrumentVersion",
    "Item",
    "Option",
    "Questionnaire",
    "Section",
]
