"""Scenes: positions, routes, styles and texts of nodes and links, computed without I/O."""

from collections.abc import Mapping
from typing import Any

#: One JSON object: an entity, a link, a status period or a whole scene.
SceneObject = Mapping[str, Any]
