"""Vendor identifiers as the vendors form them, each a hash of its parts: same parts, same id."""

from hashlib import blake2b

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LETTERS = bytes(ALPHABET[byte % 62] for byte in range(256))
CASES = bytes(ord("1") if chr(byte).isupper() else ord("0") for byte in range(256))
SUFFIXES = {
    format(number, "05b")[::-1]: "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[number] for number in range(32)
}


def _digest(parts: tuple, size: int) -> bytes:
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=size).digest()


def salesforce(prefix: str, *parts: object) -> str:
    """Eighteen characters: the object's prefix, twelve of our own, three that say the cases."""
    return salesforce_18(prefix + _digest((prefix, *parts), 12).translate(LETTERS).decode())


def salesforce_18(short: str) -> str:
    """The case-safe form of a fifteen-character Salesforce id."""
    cases = short.encode().translate(CASES).decode()
    return f"{short}{SUFFIXES[cases[:5]]}{SUFFIXES[cases[5:10]]}{SUFFIXES[cases[10:15]]}"


def hubspot(*parts: object) -> str:
    """Digits that a JavaScript number still holds exactly."""
    return str(10**11 + int.from_bytes(_digest(parts, 8)) % (8 * 10**15))


def stripe(prefix: str, *parts: object) -> str:
    return f"{prefix}_{_digest((prefix, *parts), 24).translate(LETTERS).decode()}"


def uuid(*parts: object) -> str:
    """The text form of a version 4 UUID."""
    digest = bytearray(_digest(parts, 16))
    digest[6], digest[8] = digest[6] & 0x0F | 0x40, digest[8] & 0x3F | 0x80
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
