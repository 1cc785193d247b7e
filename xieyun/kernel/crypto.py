"""Cryptographic operations behind one face, so that a certified module can replace the software one later.

SM3 is the hash of GB/T 32905-2016; HMAC as in GB/T 15852.2. Keys live outside the database.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache, lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings


def sm3_hmac(key: bytes, message: bytes) -> str:
    """Return the HMAC-SM3 of a message as 64 hexadecimal digits."""
    keyed = _keyed(key).copy()
    keyed.update(message)
    return keyed.finalize().hex()


@lru_cache(maxsize=16)
def _keyed(key: bytes) -> HMAC:
    """Taking in the key costs as much as a short message; a copy does not."""
    return HMAC(key, SM3())


def fingerprint(message: bytes) -> str:
    """Return the SM3 hash of a message as 64 hexadecimal digits: names content that must not change."""
    return hashlib.new("sm3", message).hexdigest()


def sha256_hmac(key: bytes, message: bytes) -> str:
    """Return the HMAC-SHA256 of a message as 64 hexadecimal digits."""
    return hmac.new(key, message, "sha256").hexdigest()


def digest(message: bytes) -> str:
    """Return the SHA-256 of a message as hexadecimal digits; for look-ups, never for passwords."""
    return hashlib.sha256(message).hexdigest()


@cache
def installation_key(purpose: str) -> bytes:
    """Return the 32-byte key of this installation for one purpose, derived from its secret."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"xieyun:" + purpose.encode(), "sha256")


def read_or_create_secret(file: Path) -> str:
    """Return the secret kept in a file only its owner can read; made at the first start."""
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        candidate = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        candidate.touch(mode=0o600)
        candidate.write_text(secrets.token_urlsafe(48), "utf-8")
        try:
            # A hard link appears whole or not at all, so two processes that start at once agree on one secret.
            file.hardlink_to(candidate)
        except FileExistsError:
            pass
        finally:
            candidate.unlink()
        return file.read_text("utf-8")


def seal(purpose: str, content: bytes) -> bytes:
    """Return content encrypted and authenticated (AES-256-GCM) under this installation's key for a purpose."""
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(installation_key(purpose)).encrypt(nonce, content, purpose.encode())


def unseal(purpose: str, sealed: bytes) -> bytes:
    """Return what `seal` was given; ValueError when it was sealed by another installation or has been changed."""
    try:
        return AESGCM(installation_key(purpose)).decrypt(sealed[:12], sealed[12:], purpose.encode())
    except InvalidTag as error:
        raise ValueError("the sealed content does not fit this installation's key") from error
