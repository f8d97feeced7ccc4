"""The interface for devices, described for machines (OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any

from sakaguru.survey.api import examples
from sakaguru.survey.logic.wire import (
    HIGHEST_SEQUENCE,
    MOST_ANSWERS,
    MOST_IN_BATCH,
    MOST_SECONDS,
)

Schema = dict[str, Any]

ANSWER: Schema = {
    "description": "Points of the chosen option; TT: tidak tahu; TB: tidak berlaku; "
    "null: the answer is taken back.",
    "oneOf": [
        {"type": "integer", "minimum": 0, "maximum": 250},
        {"enum": ["TT", "TB"]},
        {"type": "null"},
    ],
}
CONTENT: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["key", "answers", "consent"],
    "properties": {
        "key": {
            "description": "A secret made by the device for this set; needed to edit.",
            "type": "string",
            "pattern": "^[A-Za-z0-9_-]{22,64}$",
        },
        "answers": {
            "type": "object",
            "maxProperties": MOST_ANSWERS,
            "propertyNames": {"pattern": "^[A-Za-z0-9_.-]{1,40}$"},
            "additionalProperties": ANSWER,
        },
        "consent": {"type": "string", "maxLength": 12, "examples": ["2026-1"]},
        "seconds": {
            "type": ["number", "null"],
            "minimum": 0,
            "maximum": MOST_SECONDS,
        },
        "filled_for": {"type": "string", "maxLength": 120},
    },
}
SET: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "sequence", "door"],
    "properties": {
        "id": {
            "description": "Made by the device, lower case.",
            "type": "string",
            "format": "uuid",
        },
        "sequence": {
            "description": "Counts the edits of this set, from 1.",
            "type": "integer",
            "minimum": 1,
            "maximum": HIGHEST_SEQUENCE,
        },
        "door": {
            "description": "The token of a link, or the pass of a poster.",
            "type": "string",
            "maxLength": 120,
        },
        "content": {"$ref": "#/components/schemas/Content"},
        "sealed": {
            "description": "Content as JSON, sealed for the campaign: base64 of a "
            "one-time P-256 point (65 bytes), nonce (12), AES-256-GCM text. Key: "
            "HKDF-SHA256 of the shared secret, salt the point, info 'sakaguru set 1'. "
            "Bound to 'id:sequence' as associated data.",
            "type": "string",
            "pattern": "^[A-Za-z0-9+/]{120,60000}={0,2}$",
        },
    },
    "oneOf": [{"required": ["content"]}, {"required": ["sealed"]}],
}
RECEIPT: Schema = {
    "description": "Signed with Ed25519 over the JSON of the other members, keys in "
    "order, no blanks. The same arrival gets the same receipt, byte for byte.",
    "type": "object",
    "required": ["number", "submission", "sequence", "digest", "received", "key"],
    "properties": {
        "number": {"type": "string", "examples": ["K7QM-2XRT"]},
        "submission": {"type": "string", "format": "uuid"},
        "sequence": {"type": "integer"},
        "digest": {
            "description": "SHA-256 of the JSON [id, sequence, consent, answers].",
            "type": "string",
        },
        "received": {
            "description": "Time of the server; only the day for teachers, pupils "
            "and parents.",
            "type": "string",
        },
        "key": {"type": "string"},
        "signature": {"type": "string"},
    },
}
PROBLEM: Schema = {
    "type": "object",
    "required": ["code", "message", "faults"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "rule"],
                "properties": {
                    "field": {"type": "string"},
                    "rule": {"type": "string"},
                    "given": {"type": "string"},
                },
            },
        },
        "receipt": {"$ref": "#/components/schemas/Receipt"},
    },
}
RESULT: Schema = {
    "type": "object",
    "required": ["status"],
    "properties": {
        "status": {"type": "integer"},
        "receipt": {"$ref": "#/components/schemas/Receipt"},
        **{name: PROBLEM["properties"][name] for name in ("code", "message", "faults")},
    },
}
WITHDRAWAL: Schema = {
    "description": "Consent taken back, by the device that sent the set, until the "
    "campaign closes. Only for teachers, pupils and parents.",
    "type": "object",
    "required": ["id", "key"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "key": CONTENT["properties"]["key"],
    },
}
WITHDRAWN: Schema = {
    "description": "There is no such set any more, or never was.",
    "type": "object",
    "required": ["withdrawn"],
    "properties": {"withdrawn": {"type": "string", "format": "uuid"}},
}
PROBLEMS = {
    "403": "The id is known and the secret is another one.",
    "404": "The door leads nowhere.",
    "405": "POST only.",
    "409": "Other content came under the same number; both are kept. Has a receipt.",
    "410": "The link was used or withdrawn, the set was withdrawn, or the campaign has "
    "ended.",
    "413": "Longer than 64 kB; a batch, than 1 MB.",
    "415": "Not application/json.",
    "422": "Unreadable, or answers that the questionnaire does not offer.",
    "429": "Too many; wait as Retry-After says.",
    "503": "Full or without its database; wait as Retry-After says.",
}
RETRY_AFTER: Schema = {
    "description": "Seconds to wait before the next try.",
    "required": True,
    "schema": {"type": "integer", "minimum": 1},
}


def document() -> Schema:
    """The whole description; checked against real answers in the tests."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sakaguru",
            "version": "1",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": {
            "/submissions": {"post": _post("receiveSubmission", "Set", "Accepted")},
            "/submissions/batch": {"post": _post("receiveBatch", "Batch", "Results")},
            "/submissions/withdrawal": {
                "post": _post("withdrawSubmission", "Withdrawal", "Withdrawn")
            },
        },
        "components": {
            "schemas": {
                "Set": {**SET, "examples": [examples.SET]},
                "Content": CONTENT,
                "Receipt": RECEIPT,
                "Problem": PROBLEM,
                "Accepted": {
                    "type": "object",
                    "required": ["receipt"],
                    "properties": {"receipt": {"$ref": "#/components/schemas/Receipt"}},
                },
                "Batch": _list("submissions", {"$ref": "#/components/schemas/Set"}),
                "Results": _list("results", RESULT),
                "Withdrawal": WITHDRAWAL,
                "Withdrawn": WITHDRAWN,
            }
        },
    }


def _post(name: str, sent: str, answered: str) -> Schema:
    well = "201" if answered == "Accepted" else "200"
    return {
        "operationId": name,
        "requestBody": {"required": True, "content": _json(sent, examples.SENT[sent])},
        "responses": {
            well: {
                "description": "Deleted, or was before."
                if answered == "Withdrawn"
                else "Stored durably, or was before.",
                "content": _json(answered, examples.ANSWERED[answered]),
            },
            **{status: _problem(status) for status in PROBLEMS},
        },
    }


def _problem(status: str) -> Schema:
    shown = examples.REFUSED.get(status)
    content = _json("Problem", shown and {"refused": {"value": shown}})
    told: Schema = {"description": PROBLEMS[status], "content": content}
    if status in {"429", "503"}:
        told["headers"] = {"Retry-After": RETRY_AFTER}
    return told


def _json(schema: str, shown: Schema | None = None) -> Schema:
    media: Schema = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {"application/json": media | ({"examples": shown} if shown else {})}


def _list(name: str, item: Schema) -> Schema:
    return {
        "type": "object",
        "required": [name],
        "additionalProperties": False,
        "properties": {
            name: {
                "type": "array",
                "items": item,
                "minItems": 1,
                "maxItems": MOST_IN_BATCH,
            }
        },
    }
