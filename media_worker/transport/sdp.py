"""A client's one offer, read (RFC 8866, 8829, 8853): everything that the answer needs, no more."""

import re
from dataclasses import dataclass
from typing import Literal

from media_worker.room.media_plane import OfferError
from media_worker.routing.forwarding import Kind
from meeting_contract.signalling import AUDIO_SLOTS, VIDEO_SLOTS

MAX_SECTIONS = 32
MAX_OFFER_CHARS = 200_000
# Microphone; camera and screen.
MAX_PUBLISHED = {"audio": 1, "video": 2}
MAX_SLOTS = {"audio": AUDIO_SLOTS, "video": VIDEO_SLOTS}

CODEC_OF: dict[Kind, str] = {"audio": "opus/48000/2", "video": "vp8/90000"}
# RFC 8839 section 5.4 and RFC 8122 section 5; what does not match would break the answer.
_UFRAG = re.compile(r"[A-Za-z0-9+/]{4,256}")
_PASSWORD = re.compile(r"[A-Za-z0-9+/]{22,256}")
_FINGERPRINT = re.compile(r"(sha-256|sha-384|sha-512) ((?:[0-9A-Fa-f]{2}:){31,63}[0-9A-Fa-f]{2})")
_TOKEN = re.compile(r"[A-Za-z0-9_\-]{1,32}")
_EXTMAP = re.compile(r"(\d{1,3})(?:/\S+)? (\S+)")
_RTPMAP = re.compile(r"(\d{1,3}) (\S+)")
_APT = re.compile(r"(\d{1,3}) (?:.*;\s*)?apt=(\d{1,3})\b")


@dataclass(frozen=True)
class OfferedSection:
    """One m-line. `role` says what we do with it; a refused one is answered with port 0."""

    mid: str
    media: str
    protocol: str
    role: Literal["publish", "receive", "refused"]
    payload_type: int = 0
    rtx_payload_type: int = 0
    feedback: tuple[str, ...] = ()
    extension_ids: tuple[tuple[str, int], ...] = ()
    rids: tuple[str, ...] = ()
    ssrcs: tuple[int, ...] = ()
    repair_ssrcs: tuple[tuple[int, int], ...] = ()

    @property
    def kind(self) -> Kind:
        return "audio" if self.media == "audio" else "video"


@dataclass(frozen=True)
class Offer:
    """`ice_ufrag` is the client's, the second half of the username in its checks."""

    ice_ufrag: str
    fingerprints: tuple[tuple[str, str], ...]
    sections: tuple[OfferedSection, ...]

    @property
    def accepted(self) -> tuple[OfferedSection, ...]:
        return tuple(section for section in self.sections if section.role != "refused")


@dataclass(frozen=True)
class _Block:
    """The lines of a session or of one m-line: attributes by name, in order."""

    first: str
    attributes: dict[str, list[str]]

    def values(self, name: str) -> list[str]:
        return self.attributes.get(name, [])

    def has(self, name: str) -> bool:
        return name in self.attributes


def parse_offer(text: str) -> Offer:
    """Raise OfferError for what cannot be answered."""
    if len(text) > MAX_OFFER_CHARS:
        raise OfferError("offer too long")
    session, *media = _blocks(text)
    if not session.first.startswith("v=0") or not media:
        raise OfferError("not a session description with media")
    if len(media) > MAX_SECTIONS:
        raise OfferError("too many sections")
    sections = _assign_roles([_section(block) for block in media])
    if all(section.role == "refused" for section in sections):
        raise OfferError("no usable section: Opus and VP8 are needed")
    mids = [section.mid for section in sections]
    if len(set(mids)) != len(mids):
        raise OfferError("sections share a mid")
    ufrag = _credential(session, media, "ice-ufrag", _UFRAG)
    _credential(session, media, "ice-pwd", _PASSWORD)
    return Offer(ufrag, _fingerprints(session, media), sections)


def _blocks(text: str) -> list[_Block]:
    blocks: list[_Block] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if not blocks or line.startswith("m="):
            blocks.append(_Block(line, {}))
        elif line.startswith("a="):
            name, _, value = line[2:].partition(":")
            blocks[-1].attributes.setdefault(name, []).append(value.strip())
    return blocks


def _credential(session: _Block, media: list[_Block], name: str, pattern: re.Pattern[str]) -> str:
    for block in (session, *media):
        for value in block.values(name):
            if pattern.fullmatch(value):
                return value
    raise OfferError(f"no usable {name}")


def _fingerprints(session: _Block, media: list[_Block]) -> tuple[tuple[str, str], ...]:
    found = {}
    for block in (session, *media):
        for value in block.values("fingerprint"):
            match = _FINGERPRINT.fullmatch(value)
            if match:
                found[match[1]] = match[2].upper()
    if not found:
        raise OfferError("no usable fingerprint")
    return tuple(found.items())


def _section(block: _Block) -> OfferedSection:
    words = block.first[2:].split(" ")
    mids = block.values("mid")
    if len(words) < 4 or len(mids) != 1 or not _TOKEN.fullmatch(mids[0]):
        raise OfferError("section without media description or mid")
    media, _, protocol = words[:3]
    refused = OfferedSection(mids[0], media, protocol, "refused")
    sends = block.has("sendonly") or block.has("sendrecv")
    if media not in CODEC_OF or not block.has("rtcp-mux") or block.has("inactive"):
        return refused
    kind: Kind = "audio" if media == "audio" else "video"
    payload_type = _payload_type(block, CODEC_OF[kind])
    if not payload_type:
        return refused
    return OfferedSection(
        mid=mids[0],
        media=media,
        protocol=protocol,
        role="publish" if sends else "receive",
        payload_type=payload_type,
        rtx_payload_type=_rtx_payload_type(block, payload_type),
        feedback=_feedback(block, payload_type),
        extension_ids=_extension_ids(block),
        rids=_rids(block) if sends else (),
        ssrcs=_ssrcs(block),
        repair_ssrcs=_repair_ssrcs(block),
    )


def _payload_type(block: _Block, codec: str) -> int:
    """The client's number for a codec, its first choice; 0 if it has none."""
    for value in block.values("rtpmap"):
        match = _RTPMAP.fullmatch(value)
        if match and match[2].lower() == codec and 1 <= int(match[1]) <= 127:
            return int(match[1])
    return 0


def _rtx_payload_type(block: _Block, payload_type: int) -> int:
    for value in block.values("fmtp"):
        match = _APT.match(value)
        if match and int(match[2]) == payload_type and 1 <= int(match[1]) <= 127:
            return int(match[1])
    return 0


def _feedback(block: _Block, payload_type: int) -> tuple[str, ...]:
    kinds = []
    for value in block.values("rtcp-fb"):
        number, _, kind = value.partition(" ")
        if number in (str(payload_type), "*"):
            kinds.append(kind)
    return tuple(kinds)


def _extension_ids(block: _Block) -> tuple[tuple[str, int], ...]:
    """One-byte ids only (RFC 8285 section 4.2): browsers ask for no others."""
    matches = (_EXTMAP.fullmatch(value) for value in block.values("extmap"))
    return tuple(
        (match[2], int(match[1])) for match in matches if match and 1 <= int(match[1]) < 15
    )


def _rids(block: _Block) -> tuple[str, ...]:
    rids = []
    for value in block.values("rid"):
        rid, _, direction = value.partition(" ")
        if _TOKEN.fullmatch(rid) and direction.split(" ")[0] == "send":
            rids.append(rid)
    return tuple(rids[:4])


def _ssrcs(block: _Block) -> tuple[int, ...]:
    numbers = (value.partition(" ")[0] for value in block.values("ssrc"))
    return tuple(dict.fromkeys(int(number) for number in numbers if _is_ssrc(number)))[:16]


def _repair_ssrcs(block: _Block) -> tuple[tuple[int, int], ...]:
    """(primary, RTX) of `ssrc-group:FID` (RFC 5576, 4588)."""
    pairs = []
    for value in block.values("ssrc-group"):
        words = value.split(" ")
        if len(words) == 3 and words[0] == "FID" and all(map(_is_ssrc, words[1:])):
            pairs.append((int(words[1]), int(words[2])))
    return tuple(pairs[:4])


def _is_ssrc(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and int(text) < 1 << 32


def _refused(section: OfferedSection) -> OfferedSection:
    return OfferedSection(section.mid, section.media, section.protocol, "refused")


def _assign_roles(sections: list[OfferedSection]) -> tuple[OfferedSection, ...]:
    """Refuse what is beyond a participant's three sources and its receive slots."""
    counts: dict[tuple[str, str], int] = {}
    result = []
    for section in sections:
        if section.role != "refused":
            place = (section.role, section.media)
            limits = MAX_PUBLISHED if section.role == "publish" else MAX_SLOTS
            counts[place] = counts.get(place, 0) + 1
            if counts[place] > limits[section.media]:
                result.append(_refused(section))
                continue
        result.append(section)
    return tuple(result)
