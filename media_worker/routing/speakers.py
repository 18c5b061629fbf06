"""Who is heard: the loudest voices, and the active speaker, from RFC 6464 audio levels."""

from collections.abc import Mapping
from dataclasses import dataclass

# More than three voices at once are noise to people, and cost every subscriber a stream.
VOICES = 3
SILENCE_DBOV = -127.0
SPEAKING_DBOV = -50.0
# Speech has pauses between words: loudness falls slowly, rises at once.
RELEASE_DB_PER_S = 20.0
STICKY_S = 2.0
# Below this a voice is not "louder", only different.
MARGIN_DB = 3.0
# A cough or a door is no speaker.
ONSET_S = 0.3


@dataclass(slots=True)
class _Voice:
    dbov: float = SILENCE_DBOV
    heard_at: float = 0.0
    chosen_at: float = float("-inf")
    chosen: bool = False

    def hear(self, dbov: float, now: float) -> None:
        decayed = self.dbov - RELEASE_DB_PER_S * (now - self.heard_at)
        self.dbov = max(dbov, decayed, SILENCE_DBOV)
        self.heard_at = now


class Speakers:
    """Levels are dBov: 0 is the loudest there is, -127 silence. Times are seconds."""

    def __init__(self) -> None:
        self._voices: dict[str, _Voice] = {}
        self._candidate: str | None = None
        self._candidate_since = 0.0
        self._active_since = 0.0
        self._active: str | None = None

    @property
    def active(self) -> str | None:
        return self._active

    @property
    def loudest(self) -> frozenset[str]:
        """At most VOICES of those who spoke last."""
        return frozenset(name for name, voice in self._voices.items() if voice.chosen)

    def update(self, levels: Mapping[str, float], now: float) -> None:
        """`levels` has everybody who may speak; the absent are forgotten."""
        for name in self._voices.keys() - levels.keys():
            del self._voices[name]
        for name, dbov in levels.items():
            self._voices.setdefault(name, _Voice(heard_at=now)).hear(dbov, now)
        self._choose_loudest(now)
        self._choose_active(now)

    def _choose_loudest(self, now: float) -> None:
        challengers = [
            voice
            for voice in self._voices.values()
            if not voice.chosen and voice.dbov >= SPEAKING_DBOV
        ]
        for voice in sorted(challengers, key=lambda voice: -voice.dbov):
            chosen = [other for other in self._voices.values() if other.chosen]
            if len(chosen) == VOICES:
                leavers = [other for other in chosen if now - other.chosen_at >= STICKY_S]
                quietest = min(leavers, key=lambda other: other.dbov, default=None)
                if quietest is None or quietest.dbov + MARGIN_DB > voice.dbov:
                    return
                quietest.chosen = False
            voice.chosen, voice.chosen_at = True, now

    def _choose_active(self, now: float) -> None:
        if self._active not in self._voices:
            self._active = None
        loudest = max(self._voices, key=lambda name: self._voices[name].dbov, default=None)
        if not self._speaks(loudest):
            loudest = None
        if loudest != self._candidate:
            self._candidate, self._candidate_since = loudest, now
        if loudest != self._active and self._may_take_over(loudest, now):
            self._active, self._active_since = loudest, now

    def _may_take_over(self, loudest: str | None, now: float) -> bool:
        """Speech needs an onset, silence a while, and who speaks is not interrupted at once."""
        unchanged_s = now - self._candidate_since
        if loudest is None:
            return unchanged_s >= STICKY_S
        interrupts = self._speaks(self._active) and now - self._active_since < STICKY_S
        return unchanged_s >= ONSET_S and not interrupts

    def _speaks(self, name: str | None) -> bool:
        return name is not None and self._voices[name].dbov >= SPEAKING_DBOV
