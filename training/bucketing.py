"""Where a key falls between 0 and 1: the same on every machine, for ever. Pure."""

from __future__ import annotations

from hashlib import blake2b

_STEPS = 2**53  # what a float holds exactly


def bucket(key: str, *, salt: str) -> float:
    """The place of a key in [0, 1): even over keys, and under another salt independent of this one.

    Parameters
    ----------
    key
        Whom or what to place, such as a customer's key.
    salt
        What it is placed for, so that two trials do not take the same half. At most 1,000 bytes of each are told apart
        by their lengths: “a” under the salt “bc” is another place than “ab” under “c”.

    Returns
    -------
    float
        At least 0, less than 1: 53 bits of BLAKE2b (RFC 7693) without a key, as hashing for randomised trials is
        usually done (Kohavi, Tang, Xu: Trustworthy Online Controlled Experiments, 2020, chapter 4).

    Examples
    --------
    >>> bucket("a customer", salt="a trial") == bucket("a customer", salt="a trial")
    True
    >>> bucket("a customer", salt="a trial") == bucket("a customer", salt="another")
    False
    """
    said = salt.encode()
    digest = blake2b(len(said).to_bytes(4, "big") + said + key.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / _STEPS
