"""An authority that signs certificates of this machine, made for one test run."""

from __future__ import annotations

import ssl
from pathlib import Path

import trustme


class Authority:
    """Signs certificates; nobody trusts it who does not name its file.

    Args:
        folder: where its files are written.

    Attributes:
        file: its own certificate.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._authority = trustme.CA()
        self.file = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(self.file)

    def server(
        self, name: str = "127.0.0.1", *, clients: Authority | None = None
    ) -> ssl.SSLContext:
        """Return the context of a server called *name*.

        Args:
            name: what its certificate says.
            clients: the authority whose clients alone may connect, if any.
        """
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._authority.issue_cert(name).configure_cert(context)
        if clients is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(clients.file)
        return context

    def client(self, name: str) -> tuple[Path, Path]:
        """Return the files of a certificate for the client *name*, and of its key."""
        issued = self._authority.issue_cert(f"{name}@company.invalid")
        certificate, key = (self._folder / f"{name}.{kind}" for kind in ("pem", "key"))
        issued.cert_chain_pems[0].write_to_path(certificate)
        issued.private_key_pem.write_to_path(key)
        return certificate, key
