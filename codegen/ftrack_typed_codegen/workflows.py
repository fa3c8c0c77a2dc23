"""Ready CI workflows: when the server's schema has changed, propose the new package.

What changed, and which lines it breaks, stands in the request in words.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

_WHAT = """\
# Proposes the package that the server's schema gives, when that has changed.
# Written by ftrack-typed init; change it as you like.
"""

_GITHUB = f"""\
{_WHAT}\
# It needs the secrets FTRACK_API_USER and FTRACK_API_KEY, and in the repository's
# settings that workflows may create pull requests.
name: ftrack schema
on:
  schedule:
    - cron: "0 5 * * *"
  workflow_dispatch:
permissions:
  contents: write
  pull-requests: write
jobs:
  schema:
    runs-on: ubuntu-latest
    env:
      FTRACK_API_USER: ${{{{ secrets.FTRACK_API_USER }}}}
      FTRACK_API_KEY: ${{{{ secrets.FTRACK_API_KEY }}}}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install 'ftrack-typed[codegen]'
      - name: Compare the package with the server
        id: check
        run: |
          code=0
          ftrack-typed check --scan . >"$RUNNER_TEMP/changes.txt" || code=$?
          cat "$RUNNER_TEMP/changes.txt"
          echo "code=$code" >>"$GITHUB_OUTPUT"
          test "$code" -lt 3
      - name: Propose the package that the server gives
        if: steps.check.outputs.code != '0'
        env:
          GH_TOKEN: ${{{{ github.token }}}}
        run: |
          ftrack-typed generate
          git switch --force-create ftrack-schema
          git add --all .
          git -c user.name=ftrack-typed -c user.email=ftrack-typed@localhost \\
            commit --message "Follow the schema of the ftrack server"
          git push --force origin ftrack-schema
          (echo '```'; cat "$RUNNER_TEMP/changes.txt"; echo '```') \\
            >"$RUNNER_TEMP/body.md"
          gh pr create --head ftrack-schema \\
            --title "Follow the schema of the ftrack server" \\
            --body-file "$RUNNER_TEMP/body.md" \\
            || gh pr edit ftrack-schema --body-file "$RUNNER_TEMP/body.md"
"""

_GITLAB = f"""\
{_WHAT}\
# Include it in .gitlab-ci.yml, and make a schedule for it:
#   include:
#     - local: .gitlab/ftrack-schema.yml
# It needs the masked variables FTRACK_API_USER, FTRACK_API_KEY and SCHEMA_TOKEN, a
# project access token of a developer that may write the repository and use the API.
ftrack-schema:
  image: python:3.12
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule" || $CI_PIPELINE_SOURCE == "web"
  script:
    - pip install 'ftrack-typed[codegen]'
    - |
      set -eu
      changes=$(mktemp)
      code=0
      ftrack-typed check --scan . >"$changes" || code=$?
      cat "$changes"
      test "$code" -lt 3
      if test "$code" -eq 0; then exit 0; fi
      ftrack-typed generate
      git switch --force-create ftrack-schema
      git add --all .
      git -c user.name=ftrack-typed -c user.email=ftrack-typed@localhost \\
        commit --message "Follow the schema of the ftrack server"
      git push --force \\
        "https://oauth2:$SCHEMA_TOKEN@$CI_SERVER_HOST/$CI_PROJECT_PATH.git" \\
        ftrack-schema
      (echo '```'; cat "$changes"; echo '```') >"$changes.md"
      # 409: the request is there already, and has the new commit.
      status=$(curl --silent --show-error \\
        --output /dev/null --write-out '%{{http_code}}' \\
        --header "PRIVATE-TOKEN: $SCHEMA_TOKEN" \\
        --data-urlencode "source_branch=ftrack-schema" \\
        --data-urlencode "target_branch=$CI_DEFAULT_BRANCH" \\
        --data-urlencode "title=Follow the schema of the ftrack server" \\
        --data-urlencode "description@$changes.md" \\
        "$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests")
      test "$status" = 201 || test "$status" = 409
"""


@attrs.frozen
class Workflow:
    """A workflow of one CI.

    Attributes:
        path: where its file belongs, from the top of the repository.
        text: what is in it.
    """

    path: str
    text: str


WORKFLOWS: Mapping[str, Workflow] = {
    "github": Workflow(".github/workflows/ftrack-schema.yml", _GITHUB),
    "gitlab": Workflow(".gitlab/ftrack-schema.yml", _GITLAB),
}
"""CI to its workflow."""
