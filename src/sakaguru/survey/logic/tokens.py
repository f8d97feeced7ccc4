"""Keys of links, posters and PINs: made from the server's secret, never stored."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

LINK_LENGTH = 16  # 80 bits
POSTER_LENGTH = 10  # 50 bits, and a PIN behind it
PIN_LENGTH = 6
CODE_LENGTH = 8  # 40 bits, tried slowly, and worth nothing without the link
SLIP_LENGTH = 8  # 35 bits, a PIN before it, and a letter that finds slips of the pen
WITHDRAWAL_LENGTH = 20  # 95 bits, and a letter that finds slips of the pen
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def derived_token(secret: bytes, *parts: object, length: int) -> str:
    """The same parts and secret give the same token of a-z and 2-7."""
    mark = hmac.new(secret, _joined(parts), hashlib.sha256).digest()
    return base64.b32encode(mark).decode().lower()[:length]


def derived_pin(secret: bytes, *parts: object) -> str:
    """Six digits; everybody who holds them may come in, one after another."""
    mark = hmac.new(secret, _joined(("pin", *parts)), hashlib.sha256).digest()
    return f"{int.from_bytes(mark[:8]) % 10**PIN_LENGTH:0{PIN_LENGTH}d}"


def random_token() -> str:
    """A token that leads nowhere but to itself: for one anonymous respondent."""
    return base64.b32encode(secrets.token_bytes(20)).decode().lower()


def random_code() -> str:
    """What a respondent copies by hand to go on with another device."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def typed_code(text: str) -> str:
    """A code as it was typed, without what people put in between."""
    return "".join(each for each in text.upper() if each.isalnum())[:CODE_LENGTH]


def derived_slip(secret: bytes, *parts: object) -> str:
    """The code of a family's slip: seven letters of chance and one that checks them."""
    mark = hmac.new(secret, _joined(("slip", *parts)), hashlib.sha256).digest()
    letters = "".join(CODE_LETTERS[byte % 32] for byte in mark[: SLIP_LENGTH - 1])
    return letters + check_letter(letters)


def derived_withdrawal(secret: bytes, *parts: object) -> str:
    """What a person copies to be able to withdraw: the last letter checks the rest."""
    mark = hmac.new(secret, _joined(("withdrawal", *parts)), hashlib.sha256).digest()
    letters = "".join(CODE_LETTERS[byte % 32] for byte in mark[: WITHDRAWAL_LENGTH - 1])
    return letters + check_letter(letters)


def typed_withdrawal(text: str) -> str:
    """The code as it was meant, or nothing where it cannot be one."""
    code = "".join(each for each in text.upper() if each in CODE_LETTERS)
    fits = len(code) == WITHDRAWAL_LENGTH and check_letter(code[:-1]) == code[-1]
    return code if fits else ""


def in_groups(code: str) -> str:
    """As it is read and copied: four letters at a time."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def check_letter(letters: str) -> str:
    """As the device computes it too: one wrong or two swapped letters do not fit."""
    places = enumerate((CODE_LETTERS.index(each) for each in letters), 1)
    return CODE_LETTERS[sum(place * value for place, value in places) % 31]


def digest_of(token: str) -> str:
    """What is kept of a token: enough to recognise it, too little to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_digest(secret: bytes, *parts: object) -> str:
    return hmac.new(secret, _joined(parts), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare without telling by the time it takes."""
    return hmac.compare_digest(one.encode(), other.encode())


def _joined(parts: tuple[object, ...]) -> bytes:
    return "\0".join(map(str, parts)).encode()
