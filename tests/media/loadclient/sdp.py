"""The few lines of SDP a light client says and reads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tests.media.loadclient.dtls import shared_identity

Kind = Literal["audio", "video"]
Direction = Literal["sendonly", "recvonly"]

OPUS_PT, VP8_PT = 111, 96
MID_EXTENSION, AUDIO_LEVEL_EXTENSION = 1, 2
_EXTENSIONS = {
    MID_EXTENSION: "urn:ietf:params:rtp-hdrext:sdes:mid",
    AUDIO_LEVEL_EXTENSION: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
}


@dataclass(frozen=True)
class Section:
    """One m-line; `ssrc` is what a sendonly section will send, None for a silent one."""

    kind: Kind
    mid: str
    direction: Direction
    payload_type: int
    ssrc: int | None = None


@dataclass(frozen=True)
class IceCredentials:
    ufrag: str
    password: str


@dataclass(frozen=True)
class Remote:
    """Where and who the server is, by its description."""

    address: tuple[str, int]
    ice: IceCredentials
    fingerprint: str
    sections: tuple[Section, ...]


def payload_type(kind: Kind) -> int:
    return OPUS_PT if kind == "audio" else VP8_PT


def write_description(
    sections: Sequence[Section], ice: IceCredentials, address: str, session_id: int
) -> str:
    """Write an offer or an answer; the client always takes the DTLS client's part."""
    mids = " ".join(s.mid for s in sections)
    lines = [
        "v=0",
        f"o=- {session_id} 2 IN IP4 {address}",
        "s=-",
        "t=0 0",
        f"a=group:BUNDLE {mids}",
        "a=msid-semantic: WMS *",
    ]
    for section in sections:
        lines += _section_lines(section, ice, address)
    return "\r\n".join(lines) + "\r\n"


def _section_lines(section: Section, ice: IceCredentials, address: str) -> list[str]:
    pt = section.payload_type
    codec = "opus/48000/2" if section.kind == "audio" else "VP8/90000"
    lines = [
        f"m={section.kind} 9 UDP/TLS/RTP/SAVPF {pt}",
        f"c=IN IP4 {address}",
        "a=rtcp-mux",
        f"a=mid:{section.mid}",
        f"a={section.direction}",
        f"a=ice-ufrag:{ice.ufrag}",
        f"a=ice-pwd:{ice.password}",
        f"a=fingerprint:sha-256 {shared_identity().fingerprint}",
        "a=setup:active",
        f"a=rtpmap:{pt} {codec}",
        f"a=extmap:{MID_EXTENSION} {_EXTENSIONS[MID_EXTENSION]}",
    ]
    if section.kind == "audio":
        lines.append(f"a=extmap:{AUDIO_LEVEL_EXTENSION} {_EXTENSIONS[AUDIO_LEVEL_EXTENSION]}")
    else:
        lines += [f"a=rtcp-fb:{pt} nack", f"a=rtcp-fb:{pt} nack pli"]
    if section.ssrc is not None:
        lines += [f"a=ssrc:{section.ssrc} cname:load", f"a=msid:load load-{section.mid}"]
    return lines


def read_description(sdp: str) -> Remote:
    """Read a server's description; ValueError names what it lacks."""
    sections = re.split(r"(?m)^(?=m=)", sdp.replace("\r\n", "\n"))[1:]
    candidate = _find(r"a=candidate:\S+ 1 (?:udp|UDP) \d+ (\S+) (\d+) typ host", sdp, "candidate")
    return Remote(
        address=(candidate[1], int(candidate[2])),
        ice=IceCredentials(
            _find(r"a=ice-ufrag:(\S+)", sdp, "ice-ufrag")[1],
            _find(r"a=ice-pwd:(\S+)", sdp, "ice-pwd")[1],
        ),
        fingerprint=_find(r"a=fingerprint:sha-256 (\S+)", sdp, "fingerprint")[1],
        sections=tuple(_read_section(s) for s in sections),
    )


def _read_section(text: str) -> Section:
    media = _find(r"m=(audio|video) \d+ \S+ (\d+)", text, "media line")
    return Section(
        kind="audio" if media[1] == "audio" else "video",
        mid=_find(r"a=mid:(\S+)", text, "mid")[1],
        direction="sendonly" if "a=sendonly" in text else "recvonly",
        payload_type=int(media[2]),
    )


def _find(pattern: str, text: str, what: str) -> re.Match[str]:
    match = re.search(pattern, text)
    if match is None:
        raise ValueError(f"no {what} in the server's description")
    return match
