"""The answer to a client's offer: ICE-lite, one bundle, one codec a section (RFC 8829, 8839)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from media_worker.routing.extensions import AUDIO_LEVEL, MID, REPAIRED_RID, RID, TRANSPORT_CC
from media_worker.routing.forwarding import Address, DownTrack
from media_worker.transport.sdp import Offer, OfferedSection

# RFC 8445 section 5.1.2.1: host preference 126, local preference 65535 less the candidate's rank.
_HOST_PRIORITY = 126 << 24
_PUBLISHED_EXTENSIONS = (MID, RID, REPAIRED_RID, AUDIO_LEVEL, TRANSPORT_CC)
# Outgoing streams are told apart by the SSRCs below, and we estimate nothing about downlinks yet.
_RECEIVED_EXTENSIONS = (AUDIO_LEVEL,)
_PUBLISHED_FEEDBACK = ("nack", "nack pli", "ccm fir", "transport-cc", "goog-remb")
_RECEIVED_FEEDBACK = ("nack", "nack pli", "ccm fir")
# Chromium's ramp-up starts at 300 kbps otherwise, and the top layer comes a second later.
_START_KBPS = 1200
# Silence costs 2 packets/s instead of 50: in a room of 100 most are silent.
_OPUS_FORMAT = "minptime=10;useinbandfec=1;usedtx=1"


@dataclass(frozen=True)
class LocalTransport:
    """Our side of the one transport that all sections share."""

    ice_ufrag: str
    ice_password: str
    fingerprint: str
    candidates: Sequence[Address]
    session_id: int


def build_answer(offer: Offer, local: LocalTransport, slots: Mapping[str, DownTrack]) -> str:
    """`slots` has the down track of every section that receives, by mid."""
    mids = " ".join(section.mid for section in offer.accepted)
    lines = [
        "v=0",
        f"o=- {local.session_id} 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {mids}",
        "a=msid-semantic: WMS *",
    ]
    for section in offer.sections:
        if section.role == "refused":
            lines += _refused(section)
            continue
        lines += _transport(section, local)
        lines += _published(section) if section.role == "publish" else _slot(section, slots)
        if section is offer.accepted[0]:
            lines += _candidates(local.candidates)
    return "\r\n".join(lines) + "\r\n"


def _refused(section: OfferedSection) -> list[str]:
    return [
        f"m={section.media} 0 {section.protocol} 0",
        "c=IN IP4 0.0.0.0",
        "a=inactive",
        f"a=mid:{section.mid}",
    ]


def _transport(section: OfferedSection, local: LocalTransport) -> list[str]:
    payload_types = str(section.payload_type)
    if section.rtx_payload_type:
        payload_types += f" {section.rtx_payload_type}"
    return [
        f"m={section.media} 9 UDP/TLS/RTP/SAVPF {payload_types}",
        "c=IN IP4 0.0.0.0",
        "a=rtcp-mux",
        f"a=mid:{section.mid}",
        f"a=ice-ufrag:{local.ice_ufrag}",
        f"a=ice-pwd:{local.ice_password}",
        f"a=fingerprint:sha-256 {local.fingerprint}",
        "a=setup:passive",
    ]


def _candidates(addresses: Sequence[Address]) -> list[str]:
    lines = []
    for rank, (host, port) in enumerate(addresses):
        priority = _HOST_PRIORITY + ((65535 - rank) << 8) + 255
        lines.append(f"a=candidate:{rank + 1} 1 udp {priority} {host} {port} typ host")
    return [*lines, "a=end-of-candidates"]


def _published(section: OfferedSection) -> list[str]:
    format_parameters = f"x-google-start-bitrate={_START_KBPS}"
    lines = ["a=recvonly"]
    lines += _codec(section, _PUBLISHED_FEEDBACK, format_parameters)
    lines += _extensions(section, _PUBLISHED_EXTENSIONS)
    if section.rids:
        lines += [f"a=rid:{rid} recv" for rid in section.rids]
        lines.append(f"a=simulcast:recv {';'.join(section.rids)}")
    return lines


def _slot(section: OfferedSection, slots: Mapping[str, DownTrack]) -> list[str]:
    track = slots[section.mid]
    lines = ["a=sendonly"]
    lines += _codec(section, _RECEIVED_FEEDBACK, "")
    lines += _extensions(section, _RECEIVED_EXTENSIONS)
    # A stream of its own each: browsers would hold slots of one stream in lip sync.
    lines.append(f"a=msid:{section.mid}-stream {section.mid}-track")
    if track.rtx_ssrc:
        # Chromium drops every packet without a word if the RTX line comes before the primary's.
        lines.append(f"a=ssrc-group:FID {track.ssrc} {track.rtx_ssrc}")
    lines.append(f"a=ssrc:{track.ssrc} cname:onmeeting")
    if track.rtx_ssrc:
        lines.append(f"a=ssrc:{track.rtx_ssrc} cname:onmeeting")
    return lines


def _codec(section: OfferedSection, feedback: Sequence[str], video_format: str) -> list[str]:
    number = section.payload_type
    if section.kind == "audio":
        lines = [f"a=rtpmap:{number} opus/48000/2", f"a=fmtp:{number} {_OPUS_FORMAT}"]
        feedback = [kind for kind in feedback if kind == "transport-cc"]
    else:
        lines = [f"a=rtpmap:{number} VP8/90000"]
        if video_format:
            lines.append(f"a=fmtp:{number} {video_format}")
    lines += [f"a=rtcp-fb:{number} {kind}" for kind in feedback if kind in section.feedback]
    if section.rtx_payload_type:
        lines.append(f"a=rtpmap:{section.rtx_payload_type} rtx/90000")
        lines.append(f"a=fmtp:{section.rtx_payload_type} apt={number}")
    return lines


def _extensions(section: OfferedSection, passed: Sequence[str]) -> list[str]:
    return [f"a=extmap:{number} {uri}" for uri, number in section.extension_ids if uri in passed]
