"""A YAML file with the line of every field, so that an error can point at it (PO-01)."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from libs.common.policy.errors import PackError

Place = tuple[int | str, ...]
_MAX_DEPTH = 12


@dataclass(slots=True)
class Source:
    file: Path
    lines: dict[Place, int] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)

    def line(self, at: Place) -> int | None:
        """The line of the field, or of the nearest section around it; none for a section that isn't here."""
        known = self.known(at)
        return self.lines[known] if known else None

    def known(self, at: Place) -> Place:
        """The part of the path that stands in the file; the validator's own steps below it are cut off."""
        while at and at not in self.lines:
            at = at[:-1]
        return at

    def error(self, at: Place, reason: str) -> PackError:
        return PackError(self.file, self.line(at) or 1, ".".join(map(str, at)) or "(file)", reason)


def read(file: Path) -> Source:
    source = Source(file)
    try:
        loader = yaml.SafeLoader(file.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        data = _value(source, loader, node, ()) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PackError(file, line, "(file)", f"not YAML: {error.problem}") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise PackError(file, 1, "(file)", "not YAML in UTF-8") from error
    if not isinstance(data, dict):
        raise PackError(file, 1, "(file)", "a pack is a mapping of fields")
    source.data = data
    return source


def _value(source: Source, loader: yaml.SafeLoader, node: yaml.Node, at: Place) -> Any:
    source.lines[at] = node.start_mark.line + 1
    if len(at) > _MAX_DEPTH:
        raise source.error(at, "nested too deep")
    if isinstance(node, yaml.MappingNode):
        return _mapping(source, loader, node, at)
    if isinstance(node, yaml.SequenceNode):
        return [_value(source, loader, item, (*at, index)) for index, item in enumerate(node.value)]
    return _scalar(source, loader, node, at)


def _mapping(source: Source, loader: yaml.SafeLoader, node: yaml.MappingNode, at: Place) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in found:
            source.lines[(*at, name)] = key.start_mark.line + 1
            raise source.error((*at, name), "given twice")
        found[name] = _value(source, loader, value, (*at, name))
        source.lines[(*at, name)] = key.start_mark.line + 1
    return found


def _scalar(source: Source, loader: yaml.SafeLoader, node: yaml.Node, at: Place) -> Any:
    try:
        return loader.construct_object(node, deep=True)
    except ValueError as error:
        raise source.error(at, str(error)) from error
