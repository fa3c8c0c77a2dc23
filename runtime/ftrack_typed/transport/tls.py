"""Whom to trust, and how to show who we are."""

from __future__ import annotations

import ssl
from pathlib import Path

import attrs

from ftrack_typed.errors import ConfigurationError
from ftrack_typed.secret import Secret


def _path(value: str | Path | None) -> Path | None:
    return None if value is None else Path(value)


def _secret(value: str | None) -> Secret | None:
    return None if value is None else Secret(value)


@attrs.frozen(kw_only=True)
class Tls:
    """How the server's certificate is checked, and which one is shown to it.

    By default it must be one that the system trusts, made for the host of the URL.
    ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` name other places of the system's.

    Attributes:
        authorities: a PEM file of the authorities to trust instead of the system's.
        certificate: a PEM file of the certificate to show to the server.
        key: a PEM file of its key, if that is not in the same file.
        password: what decrypts the key; it is never shown.
        danger_accept_invalid_certificates: trust whoever answers. Anyone on the way
            can then read the API key. Only ``True`` itself does that, and it is
            logged as a warning.
    """

    authorities: Path | None = attrs.field(default=None, converter=_path)
    certificate: Path | None = attrs.field(default=None, converter=_path)
    key: Path | None = attrs.field(default=None, converter=_path)
    password: str | None = attrs.field(default=None, converter=_secret)
    danger_accept_invalid_certificates: bool = False

    def context(self) -> ssl.SSLContext:
        """Return the context that connections are opened with.

        Raises:
            ConfigurationError: a file cannot be read or holds something else.
        """
        try:
            context = ssl.create_default_context(cafile=self.authorities)
        except OSError as error:
            raise _unusable("authorities", self.authorities, error) from error
        if self.certificate is not None:
            try:
                context.load_cert_chain(self.certificate, self.key, self.password)
            except OSError as error:
                raise _unusable("certificate", self.certificate, error) from error
        if self.trusts_anyone:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    @property
    def trusts_anyone(self) -> bool:
        """Whether certificates are not checked at all."""
        return self.danger_accept_invalid_certificates is True


def _unusable(setting: str, path: Path | None, error: OSError) -> ConfigurationError:
    why = error.strerror or str(error)
    return ConfigurationError(
        f"The {setting} {str(path)!r} cannot be used: {why}. Name a PEM file.",
        settings=[setting],
    )
