"""Short digests, where a key needs a part that the vendor does not name."""

from hashlib import blake2b


def digest(text: str | bytes) -> str:
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return blake2b(data, digest_size=8).hexdigest()
