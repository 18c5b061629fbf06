"""The load client checked against aiortc's own parsers: a mill that lies measures nothing."""

from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import HeaderExtensionsMap, RtpPacket
from aiortc.sdp import SessionDescription

from tests.media.loadclient.dtls import DtlsClient, shared_identity
from tests.media.loadclient.peer import rtp_header
from tests.media.loadclient.sdp import (
    AUDIO_LEVEL_EXTENSION,
    MID_EXTENSION,
    IceCredentials,
    Section,
    read_description,
    write_description,
)

VOICE = Section("audio", "12", "sendonly", 111, ssrc=0xCAFE)
CAMERA = Section("video", "1", "sendonly", 96, ssrc=0xBEEF)
ICE = IceCredentials("ufrag", "a-password-of-sixteen-or-more")


def _extensions() -> HeaderExtensionsMap:
    extensions = HeaderExtensionsMap()
    items = [
        RTCRtpHeaderExtensionParameters(MID_EXTENSION, "urn:ietf:params:rtp-hdrext:sdes:mid"),
        RTCRtpHeaderExtensionParameters(
            AUDIO_LEVEL_EXTENSION, "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
        ),
    ]
    extensions.configure(RTCRtpParameters(headerExtensions=items))
    return extensions


def test_packets_carry_mid_and_voice_level() -> None:
    packet = RtpPacket.parse(rtp_header(VOICE) + b"opus", _extensions())
    assert (packet.ssrc, packet.payload_type, packet.payload) == (0xCAFE, 111, b"opus")
    assert packet.extensions.mid == "12"
    assert packet.extensions.audio_level == (True, 20)


def test_video_packets_carry_mid_and_end_their_frame() -> None:
    packet = RtpPacket.parse(rtp_header(CAMERA) + b"vp8", _extensions())
    assert (packet.ssrc, packet.marker, packet.extensions.mid) == (0xBEEF, 1, "1")


def test_an_offer_is_sdp_to_aiortc() -> None:
    sdp = SessionDescription.parse(write_description([VOICE, CAMERA], ICE, "127.0.0.1", 1))
    assert [(m.kind, m.direction, m.rtp.muxId) for m in sdp.media] == [
        ("audio", "sendonly", "12"),
        ("video", "sendonly", "1"),
    ]
    assert sdp.media[0].dtls
    assert sdp.media[0].dtls.fingerprints[0].value == shared_identity().fingerprint


def test_a_description_reads_back() -> None:
    sdp = write_description([VOICE, CAMERA], ICE, "127.0.0.1", 1)
    remote = read_description(sdp + "a=candidate:1 1 udp 2130706431 192.0.2.2 4000 typ host\r\n")
    assert remote.address == ("192.0.2.2", 4000)
    assert remote.ice == ICE
    assert [(s.kind, s.mid) for s in remote.sections] == [("audio", "12"), ("video", "1")]


def test_a_handshake_starts_with_a_client_hello_that_fits_a_datagram() -> None:
    hello = b"".join(DtlsClient(shared_identity().fingerprint).outgoing())
    assert hello[0] == 22  # handshake record
    assert len(hello) < 1200
