"""A client's offer is read whatever it holds, and answered once."""

import random

import pytest
from aiortc.sdp import SessionDescription

from media_worker.room.media_plane import OfferError
from media_worker.routing.forwarding import DownTrack
from media_worker.transport.sdp import Offer, parse_offer
from media_worker.transport.sdp_answer import LocalTransport, build_answer

FINGERPRINT = ":".join(["AB"] * 32)
HEAD = """v=0
o=- 1 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1 2 3 4
"""
TRANSPORT = f"""c=IN IP4 0.0.0.0
a=rtcp-mux
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=fingerprint:sha-256 {FINGERPRINT}
a=setup:actpass
"""
AUDIO = """a=rtpmap:111 opus/48000/2
a=rtpmap:0 PCMU/8000
a=rtcp-fb:111 transport-cc
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:9 urn:example:unknown
"""
VIDEO = """a=rtpmap:98 VP9/90000
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtcp-fb:96 transport-cc
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
"""


def section(kind: str, mid: int, direction: str, *lines: str) -> str:
    codecs = AUDIO if kind == "audio" else VIDEO
    numbers = "111 0" if kind == "audio" else "98 96 97"
    first = f"m={kind} 9 UDP/TLS/RTP/SAVPF {numbers}\n"
    body = f"{TRANSPORT}a=mid:{mid}\na={direction}\n{codecs}"
    return first + body + "".join(f"{line}\n" for line in lines)


OFFER = (
    HEAD
    + section("audio", 0, "sendonly", "a=ssrc:11 cname:c")
    + section("video", 1, "sendonly", "a=rid:q send", "a=rid:h send", "a=simulcast:send q;h")
    + section(
        "video", 2, "sendonly", "a=ssrc-group:FID 21 22", "a=ssrc:21 cname:c", "a=ssrc:22 cname:c"
    )
    + section("audio", 3, "recvonly")
    + section("video", 4, "recvonly")
).replace("\n", "\r\n")


def answer(offer: Offer) -> str:
    tracks = {
        part.mid: DownTrack(
            1, 1, part.kind, 100, part.payload_type, 101 if part.rtx_payload_type else 0
        )
        for part in offer.accepted
        if part.role == "receive"
    }
    candidates = [("192.0.2.7", 40_000), ("127.0.0.1", 40_000)]
    return build_answer(
        offer, LocalTransport("ufrag", "p" * 22, FINGERPRINT, candidates, 7), tracks
    )


def block(sdp: str, mid: int) -> list[str]:
    """The lines of one section."""
    parts = sdp.split("m=")[1:]
    return next(part for part in parts if f"a=mid:{mid}\r\n" in part).split("\r\n")


def test_the_offer_of_a_client() -> None:
    offer = parse_offer(OFFER)
    assert offer.fingerprints == (("sha-256", FINGERPRINT),)
    assert [part.role for part in offer.sections] == ["publish"] * 3 + ["receive"] * 2
    microphone, camera, screen, *_ = offer.sections
    assert (microphone.payload_type, microphone.ssrcs) == (111, (11,))
    assert (camera.payload_type, camera.rtx_payload_type, camera.rids) == (96, 97, ("q", "h"))
    assert screen.repair_ssrcs == ((21, 22),)
    assert dict(microphone.extension_ids)["urn:ietf:params:rtp-hdrext:sdes:mid"] == 4


def test_the_answer_is_ice_lite_with_the_clients_own_numbers() -> None:
    sdp = answer(parse_offer(OFFER))
    assert "a=ice-lite\r\n" in sdp
    assert "a=group:BUNDLE 0 1 2 3 4\r\n" in sdp
    assert sdp.count("a=setup:passive") == 5
    assert sdp.count("a=candidate:") == 2
    assert any(line.startswith("a=candidate:1 1 udp") for line in block(sdp, 0))
    assert "urn:example:unknown" not in sdp
    camera = block(sdp, 1)
    assert camera[0] == "video 9 UDP/TLS/RTP/SAVPF 96 97"
    assert "a=recvonly" in camera
    assert "a=simulcast:recv q;h" in camera
    assert "a=rtcp-fb:96 transport-cc" in camera
    assert "a=rtcp-fb:96 ccm fir" not in camera, "it was not offered"
    assert "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level" in block(sdp, 0)


def test_a_slot_names_its_primary_stream_before_its_repairs() -> None:
    """Chromium drops every packet without a word if the RTX line comes first."""
    slot = block(answer(parse_offer(OFFER)), 4)
    assert slot.index("a=ssrc-group:FID 100 101") < slot.index("a=ssrc:100 cname:onmeeting")
    assert slot.index("a=ssrc:100 cname:onmeeting") < slot.index("a=ssrc:101 cname:onmeeting")
    assert "a=sendonly" in slot


def test_aiortc_reads_the_answer() -> None:
    parsed = SessionDescription.parse(answer(parse_offer(OFFER)))
    assert [media.rtp.muxId for media in parsed.media] == ["0", "1", "2", "3", "4"]
    assert parsed.media[4].ssrc[0].ssrc == 100


def test_what_is_too_much_or_unusable_is_refused_section_by_section() -> None:
    extra = OFFER + section("audio", 5, "sendonly") + section("video", 6, "inactive")
    extra += "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:7\n" + TRANSPORT
    offer = parse_offer(extra)
    assert [part.role for part in offer.sections[5:]] == ["refused"] * 3
    sdp = answer(offer)
    assert "m=application 0 UDP/DTLS/SCTP 0" in sdp
    assert "a=group:BUNDLE 0 1 2 3 4\r\n" in sdp


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        HEAD,
        "m=audio 9 x 0",
        HEAD + "m=audio\na=mid:0\n",
        HEAD + section("audio", 0, "sendonly").replace("a=mid:0\n", ""),
        OFFER.replace("opus", "speex").replace("VP8", "H264"),
        OFFER.replace("sha-256 AB", "sha-256 zz"),
        OFFER.replace("ice-pwd", "x"),
        OFFER.replace("a=mid:1", "a=mid:0"),
        OFFER.replace("a=mid:1", "a=mid:1 a=x"),
        HEAD + "".join(section("audio", mid, "sendonly") for mid in range(99)),
        OFFER + "a=x:" + "y" * 200_000,
    ],
)
def test_what_cannot_be_answered_is_the_clients_fault(text: str) -> None:
    with pytest.raises(OfferError):
        parse_offer(text)


def test_ten_thousand_mutated_offers_are_answered_or_refused() -> None:
    generator = random.Random(3)
    lines = OFFER.split("\r\n")
    answered = 0
    for _ in range(10_000):
        mutated = [line for line in lines if generator.random() > 0.01]
        for _ in range(generator.randrange(4)):
            at = generator.randrange(len(mutated))
            line = list(mutated[at] or "a")
            line[generator.randrange(len(line))] = chr(generator.randrange(1, 0x2FF))
            mutated[at] = "".join(line)
        try:
            sdp = answer(parse_offer("\r\n".join(mutated)))
        except OfferError:
            continue
        answered += 1
        assert all(line[1:2] == "=" for line in sdp.rstrip("\r\n").split("\r\n"))
    assert 1000 < answered < 9900
