"""What stands in the way of publishing a draft, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sakaguru.instruments.logic.data_rules import RuleBookError, read_rule_book
from sakaguru.instruments.logic.item_checks import find_faults
from sakaguru.instruments.queries.documents import written_documents
from sakaguru.standards.enums import NodeKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from sakaguru.instruments.logic.item_checks import Fault
    from sakaguru.instruments.models import InstrumentVersion

SENTENCES: dict[str, StrOrPromise] = {
    "too_many_items": gettext_lazy("Terlalu banyak pertanyaan"),
    "too_many_pupil_items": gettext_lazy("Terlalu banyak pertanyaan untuk murid"),
    "too_few_rubrics": gettext_lazy("Terlalu sedikit pertanyaan berbentuk rubrik"),
    "unknown_node": gettext_lazy("Subindikatornya tidak berlaku untuk SD"),
    "language_missing": gettext_lazy("Kalimat belum lengkap dalam dua bahasa"),
    "option_count": gettext_lazy("Banyaknya pilihan jawaban harus 2 sampai 5"),
    "points_not_ascending": gettext_lazy("Poin pilihan harus naik"),
    "points_not_from_0_to_max": gettext_lazy("Poin harus dari 0 sampai yang tertinggi"),
    "option_twice": gettext_lazy("Ada pilihan jawaban yang sama"),
    "unknown_kind": gettext_lazy("Jenis pertanyaan tidak dikenal"),
    "unknown_missing": gettext_lazy("Tanda “tidak tahu” atau “tidak berlaku” keliru"),
    "not_positive": gettext_lazy("Bobot dan perkiraan detik harus lebih dari 0"),
    "double_barrelled": gettext_lazy("Menanyakan dua hal sekaligus"),
    "question_too_long": gettext_lazy("Pertanyaan terlalu panjang"),
    "option_too_long": gettext_lazy("Pilihan jawaban terlalu panjang"),
    "item_too_long": gettext_lazy("Pertanyaan beserta pilihannya terlalu panjang"),
    "not_by_standard": gettext_lazy("Pertanyaan tidak urut menurut standar"),
    "sections_differ": gettext_lazy("Bagian tidak cocok dengan pertanyaannya"),
    "code_form": gettext_lazy("Kode tidak menurut urutan"),
    "minutes_differ": gettext_lazy("Perkiraan menit tidak cocok dengan pertanyaannya"),
    "code_twice": gettext_lazy("Kode dipakai lebih dari sekali"),
    "node_not_covered": gettext_lazy("Tidak ditanyakan dan belum diberi alasan"),
    "declared_node_unknown": gettext_lazy("Alasan untuk subindikator yang tidak ada"),
    "declared_yet_covered": gettext_lazy("Diberi alasan padahal ditanyakan"),
}


def faults_of(version: InstrumentVersion) -> list[str]:
    """List what is wrong with a draft, one sentence each; empty when it may be used."""
    documents = written_documents(version)
    nodes = version.framework_version.nodes.filter(
        kind=NodeKind.SUBINDICATOR, applies=True
    )
    found = find_faults(
        documents.instrument, documents.roles, nodes.values_list("code", flat=True)
    )
    faults = [_sentence(fault) for fault in found]
    for role in documents.roles:
        if "rules" in role:
            faults += _rule_faults(role)
    return faults


def _sentence(fault: Fault) -> str:
    words = SENTENCES.get(fault.name, fault.name)
    about = f"{fault.item}: " if fault.item else ""
    return f"{about}{words} ({fault.detail})." if fault.detail else f"{about}{words}."


def _rule_faults(data: dict[str, object]) -> list[str]:
    try:
        read_rule_book(data)
    except RuleBookError as error:
        return [_("Aturan data tidak terbaca: {error}.").format(error=error)]
    return []
