"""Which header extension has which number for one peer (RFC 8285), and what is passed on."""

from collections.abc import Mapping
from dataclasses import dataclass

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"


@dataclass(frozen=True)
class ExtensionIds:
    """One peer's numbers, 0 where not negotiated; a bundle numbers all its sections alike."""

    mid: int = 0
    rid: int = 0
    repaired_rid: int = 0
    audio_level: int = 0
    transport_cc: int = 0

    @classmethod
    def from_uris(cls, ids: Mapping[str, int]) -> "ExtensionIds":
        return cls(
            mid=ids.get(MID, 0),
            rid=ids.get(RID, 0),
            repaired_rid=ids.get(REPAIRED_RID, 0),
            audio_level=ids.get(AUDIO_LEVEL, 0),
            transport_cc=ids.get(TRANSPORT_CC, 0),
        )


def forwarded_ids(publisher: ExtensionIds, subscriber: ExtensionIds) -> dict[int, int]:
    """Incoming → outgoing numbers. Only the audio level means anything beyond one hop."""
    if publisher.audio_level and subscriber.audio_level:
        return {publisher.audio_level: subscriber.audio_level}
    return {}
