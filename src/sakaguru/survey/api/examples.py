"""What devices send and hear, as examples in the description of the interface."""

from __future__ import annotations

from typing import Any

Example = dict[str, Any]

SET: Example = {
    "id": "0b6f1c3e-5a2d-4e0c-9c41-7f1f4d6c2a10",
    "sequence": 1,
    "door": "a2b3c4d5e6f7a2b3",
    "content": {
        "key": "bXktZGV2aWNlLW1hZGUtdGhpcy1zZWNyZXQ",
        "answers": {"GS001": 3, "GS002": "TT"},
        "consent": "2026-1",
        "seconds": 412,
    },
}
EDIT: Example = {
    **SET,
    "sequence": 2,
    "content": {**SET["content"], "answers": {"GS001": 2, "GS002": None}},
}
SEALED: Example = {
    "id": "7c0e4b1a-93d2-4f5b-8a57-2d1f0c9be6a4",
    "sequence": 1,
    "door": "754jmsbuq3.SS.k5xyf3xpabcdefgh",
    "sealed": "BHx" + "kQ7f" * 40 + "Zw==",
}
RECEIPT: Example = {
    "number": "K7QM-2XRT",
    "submission": SET["id"],
    "sequence": 1,
    "digest": "5f" * 32,
    "received": "2026-11-21",
    "key": "3d" * 32,
    "signature": "a1" * 64,
}
REFUSED: dict[str, Example] = {
    "403": {
        "code": "not_your_set",
        "message": "Kiriman ini hanya dapat diubah dari perangkat asalnya.",
        "faults": [],
    },
    "404": {
        "code": "link_unknown",
        "message": "PIN poster ini sudah diganti. Tulis PIN yang baru.",
        "faults": [],
    },
    "405": {"code": "post_only", "message": "Kirim dengan POST.", "faults": []},
    "409": {
        "code": "edits_differ",
        "message": "Isi lain dengan nomor urut yang sama sudah kami terima.",
        "faults": [],
        "receipt": RECEIPT,
    },
    "410": {
        "code": "link_already_used",
        "message": "Jawaban lewat tautan ini sudah kami terima. Terima kasih.",
        "faults": [],
    },
    "413": {
        "code": "too_long",
        "message": "Kiriman ini terlalu besar.",
        "faults": [],
    },
    "415": {"code": "json_only", "message": "Kirim sebagai JSON.", "faults": []},
    "422": {
        "code": "answers_refused",
        "message": "Ada jawaban yang tidak sesuai pilihan di kuesioner ini.",
        "faults": [{"field": "answers.GS001", "rule": "not_an_option", "given": "9"}],
    },
    "503": {
        "code": "try_again",
        "message": "Server sedang penuh. Kiriman Anda tetap ada di perangkat.",
        "faults": [],
    },
}
REFUSED["429"] = REFUSED["503"]
SENT: dict[str, dict[str, Example]] = {
    "Set": {
        "clear": {"summary": "A first set", "value": SET},
        "edit": {"summary": "One answer changed, one taken back", "value": EDIT},
        "sealed": {"summary": "Readable for the server alone", "value": SEALED},
    },
    "Batch": {"two": {"value": {"submissions": [SET, SEALED]}}},
    "Withdrawal": {
        "own": {"value": {"id": SET["id"], "key": SET["content"]["key"]}},
    },
}
ANSWERED: dict[str, dict[str, Example]] = {
    "Accepted": {"kept": {"value": {"receipt": RECEIPT}}},
    "Withdrawn": {"gone": {"value": {"withdrawn": SET["id"]}}},
    "Results": {
        "one_kept": {
            "value": {
                "results": [
                    {"status": 201, "receipt": RECEIPT},
                    {"status": 410, **REFUSED["410"]},
                ]
            }
        }
    },
}
