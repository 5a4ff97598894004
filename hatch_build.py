"""The wheel holds all schema files in one: pytest reads the list of a package's files at every start of everybody's."""

import json
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SchemaBundle(BuildHookInterface):
    """Writes ``mockserver/schemas.json``: the text of each schema file by its path below ``schemas`` without .json."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the bundle to a wheel; an editable installation reads the files themselves."""
        if version == "editable":
            return
        root = Path(self.root) / "schemas"
        texts = {
            path.relative_to(root).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(root.rglob("*.json"))
        }
        self._folder = mkdtemp()
        bundle = Path(self._folder) / "schemas.json"
        bundle.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
        build_data["force_include"][str(bundle)] = "mockserver/schemas.json"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what the wheel was made of."""
        del build_data, artifact_path
        if version != "editable":
            rmtree(self._folder)
