"""Forms of the gallery."""

from __future__ import annotations

from django import forms

YEARS = [("2025", "2025/2026"), ("2024", "2024/2025")]


class SampleForm(forms.Form):
    name = forms.CharField(label="Nama kampanye", help_text="Seperti yang dibaca guru.")
    email = forms.EmailField(label="Surel", required=False)
    year = forms.ChoiceField(label="Tahun ajaran", choices=YEARS)
    kind = forms.ChoiceField(
        label="Cara mengisi",
        choices=[("link", "Tautan pribadi"), ("poster", "Poster dengan PIN")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Alasan", widget=forms.Textarea, required=False)
    sure = forms.BooleanField(label="Saya sudah memeriksa daftar sekolah")
    file = forms.FileField(label="Berkas sekolah", help_text="XLSX atau CSV.")


class SampleFilterForm(forms.Form):
    status = forms.ChoiceField(
        label="Status sekolah",
        choices=[("", "Semua"), ("N", "Negeri"), ("S", "Swasta")],
        required=False,
    )
    year = forms.ChoiceField(label="Tahun ajaran", choices=YEARS, required=False)
    word = forms.CharField(label="Cari nama", required=False)
