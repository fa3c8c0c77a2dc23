"""A package and a project on it, in a folder: ours, and what it is compared with."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from ..checkers import Site
from ..environment import (
    ROOT,
    Environment,
    Usage,
    run,
    variables_for,
    virtual_environment,
)
from ..package import PACKAGE, generate
from .boto import write_boto_project
from .dialects import Ariadnes, Ours
from .graphql import operations_text, schema_text
from .outline import Type
from .writing import PROJECT, write_project

ARIADNE = "ariadne-codegen==0.19.0"
_ARIADNE_LIBRARIES = ("pydantic==2.14.4", "httpx==0.28.1")
_SERVICE = "mypy_boto3_sagemaker"
_STUBS = ("mypy-boto3-sagemaker==1.43.125", "boto3-stubs==1.44.1", "boto3==1.44.8")
_CLIENT = "ariadne_client"
_SETTINGS = f"""\
[tool.ariadne-codegen]
schema_path = "schema.graphql"
queries_path = "operations.graphql"
target_package_name = "{_CLIENT}"
async_client = false
multipart_uploads = false
lazy_imports = true
defer_model_build = true
scalars.DateTime.type = "datetime.datetime"
scalars.JSON.type = "typing.Any"
"""


@attrs.frozen(kw_only=True)
class Contender:
    """What is measured beside another.

    Attributes:
        name: what the table calls it.
        site: its package and a project on it.
        generating: the seconds that its generator took, none if it came ready.
        importing: a script that uses one class, and the client.
    """

    name: str
    site: Site
    generating: float | None
    importing: str

    def run(self, script: str) -> Usage:
        """Run *script* with the package in a fresh process."""
        variables = variables_for(self.site.folder, *self.site.libraries)
        return run([str(self.site.python), "-c", script], variables)


def ours(
    environment: Environment,
    folder: Path,
    document: list[dict[str, Any]],
    types: Mapping[str, Type],
) -> Contender:
    """Generate our package of *document* into *folder*, and write the project."""
    generating = generate(document, folder).wall
    write_project(folder, types, Ours(PACKAGE))
    site = Site(
        folder=folder,
        package=PACKAGE,
        project=PROJECT,
        python=environment.python,
        libraries=(ROOT / "runtime",),
    )
    importing = f"import {PACKAGE}; {PACKAGE}.Task; {PACKAGE}.Session"
    return Contender(name="", site=site, generating=generating, importing=importing)


def ariadnes(folder: Path, types: Mapping[str, Type]) -> Contender:
    """Have ariadne-codegen make a package of *types*, and write the same project."""
    python = virtual_environment(".venv-bench-ariadne", [ARIADNE, *_ARIADNE_LIBRARIES])
    folder.mkdir(parents=True)
    (folder / "schema.graphql").write_text(schema_text(types))
    (folder / "operations.graphql").write_text(operations_text(types))
    (folder / "pyproject.toml").write_text(_SETTINGS)
    command = [str(python), "-m", "ariadne_codegen"]
    generating = run(command, variables_for(), folder).wall
    write_project(folder, types, Ariadnes(_CLIENT, types))
    return Contender(
        name="ariadne-codegen",
        site=Site(folder=folder, package=_CLIENT, project=PROJECT, python=python),
        generating=generating,
        importing=f"import {_CLIENT}; {_CLIENT}.TaskFields; {_CLIENT}.Client",
    )


def botos(folder: Path) -> Contender:
    """Write a project on the stubs of a service with as many types as the largest."""
    python = virtual_environment(".venv-bench-boto3", list(_STUBS))
    asked = f"import {_SERVICE}; print(*{_SERVICE}.__path__)"
    installed = run([str(python), "-c", asked], variables_for()).output.strip()
    # The stubs alone: each of them lies there as a module as well.
    shutil.copytree(
        installed, folder / _SERVICE, ignore=shutil.ignore_patterns("*.py", "*.pyc")
    )
    write_boto_project(folder, _SERVICE, "SageMakerClient")
    return Contender(
        name="boto3-stubs",
        site=Site(folder=folder, package=_SERVICE, project=PROJECT, python=python),
        generating=None,
        importing="import boto3; boto3.client('sagemaker', region_name='eu-west-1')",
    )
