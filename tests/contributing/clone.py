"""A newcomer's clone of the project as it stands, with the environment that runs this test."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import OURS, ROOT

ADDED = Path(__file__).parent / "added"
# What tells the inner pytest that it is a worker of the outer one.
OF_PYTEST = ("PYTEST_",)


@dataclass(frozen=True)
class Clone:
    folder: Path

    @classmethod
    def into(cls, folder: Path) -> Clone:
        """What git knows of the work tree and what is new in it, as a repository of its own."""
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        told = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for name in filter(None, told.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        (folder / ".venv").symlink_to(sys.prefix)
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
        clone = cls(folder)
        clone.track()
        return clone

    def track(self) -> None:
        """What tests of documents read is what git knows."""
        subprocess.run(["git", "add", "-A"], cwd=self.folder, check=True)

    def run(self, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """A command as it stands in the document. Nothing is installed: the environment is there."""
        words = shlex.split(command)
        if words[0] == "make":
            words[1:1] = ["--old-file=.venv/installed"]
        told = {k: v for k, v in os.environ.items() if not k.startswith((*OURS, *OF_PYTEST))}
        return subprocess.run(
            words,
            cwd=self.folder,
            env=told | {"ACCORD_THREADS": "1", "COLUMNS": "200"} | variables,
            capture_output=True,
            text=True,
        )

    def add(self, pattern: str) -> None:
        """Files of the example, each to its own place."""
        paths = [path for path in sorted(ADDED.glob(pattern)) if path.is_file()]
        assert paths, pattern
        for path in paths:
            target = self.folder / path.relative_to(ADDED)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        self.track()

    def model(self, name: str) -> Path:
        """The one file of the models that is called so."""
        [path] = (self.folder / "dbt_project" / "models").rglob(name)
        return path

    def change(self, path: Path, old: str, new: str) -> None:
        text = path.read_text()
        assert text.count(old) == 1, (path, old)
        path.write_text(text.replace(old, new))

    def restore(self, path: str) -> None:
        """As it was when git was told of it last."""
        subprocess.run(["git", "checkout", "-q", "--", path], cwd=self.folder, check=True)

    def page(self, day: str) -> Path:
        return self.folder / "dbt_project" / "definitions" / f"{day}.yml"
