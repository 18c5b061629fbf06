"""Which simulcast layer of a camera a slot gets (RFC 8853)."""

from collections.abc import Sequence
from dataclasses import dataclass

# Chromium stops a layer without a word when its estimate falls; 5 frames/s is the slowest camera.
ALIVE_S = 0.6


@dataclass(frozen=True)
class Layer:
    """`rank` orders the layers of one camera, 0 is the smallest picture. Size 0: not yet seen."""

    track_id: int
    rank: int
    alive: bool
    width: int = 0
    height: int = 0


# Layers halve in size; the top one is taken for 720p until a keyframe tells.
_TOP_HEIGHT_PX = 720


def choose_layer(layers: Sequence[Layer], wanted_height: int | None) -> Layer | None:
    """The lowest layer at least `wanted_height` pixels high, else the highest; None: the highest.

    Layers that send nothing count only when none sends; None without any layer.
    """
    candidates = [layer for layer in layers if layer.alive] or list(layers)
    candidates.sort(key=lambda layer: layer.rank)
    if not candidates:
        return None
    if wanted_height is not None:
        top_rank = max(layer.rank for layer in layers)
        for layer in candidates:
            if _height(layer, top_rank) >= wanted_height:
                return layer
    return candidates[-1]


def _height(layer: Layer, top_rank: int) -> int:
    return layer.height or _TOP_HEIGHT_PX >> (top_rank - layer.rank)
