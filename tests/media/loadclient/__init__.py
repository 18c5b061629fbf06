"""Light WebRTC clients for limits and load: real STUN, DTLS and SRTP, no media stack."""
