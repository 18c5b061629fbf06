"""Makes tracks of the streams that arrive: an SSRC is latched at first sight (RFC 8843).

MID and RID extensions stop after a few packets, once reports flow.
"""

from collections.abc import Iterator

from media_worker.routing.forwarding import DataPlane, NewSsrc, UpTrack
from media_worker.transport.meeting_media import MeetingMedia
from media_worker.transport.peer import Peer, RepairStream
from media_worker.transport.peer_table import PeerTable

# A browser keeps its SSRCs as long as its connection; who changes them all the time is hostile.
MAX_TRACKS_MADE = 64


class PublishedTracks:
    def __init__(self, plane: DataPlane, peers: PeerTable, ids: Iterator[int]) -> None:
        self._plane = plane
        self._peers = peers
        self._ids = ids

    def add(self, peer: Peer, meeting: MeetingMedia, event: NewSsrc) -> None:
        """Ignore what the offer did not announce."""
        label = peer.label(event)
        if label is None:
            return
        known = peer.up_ids.get((label.source, label.rid))
        if isinstance(label, RepairStream):
            if known is not None:
                self._plane.add_repair(peer.peer_id, event.ssrc, known)
            return
        if peer.tracks_made == MAX_TRACKS_MADE:
            return
        peer.tracks_made += 1
        if known is not None:
            # A second SSRC for the same layer replaces the first.
            self._plane.remove_up_track(known)
            self._forget(meeting, known)
        track = UpTrack(
            track_id=next(self._ids),
            peer_id=peer.peer_id,
            kind="audio" if label.source == "microphone" else "video",
            ssrc=event.ssrc,
            payload_type=event.payload_type,
        )
        peer.up_ids[label.source, label.rid] = track.track_id
        self._peers.add_track(peer, track)
        self._plane.add_up_track(track)
        meeting.up_ids.add(track.track_id)
        meeting.router.add_track(peer.source_key(label.source), label.rank, track.track_id)

    def remove_all(self, peer: Peer, meeting: MeetingMedia) -> None:
        """The plane forgets them with the peer."""
        for up_id in peer.up_ids.values():
            self._forget(meeting, up_id)
        peer.up_ids.clear()

    def _forget(self, meeting: MeetingMedia, up_id: int) -> None:
        meeting.router.remove_track(up_id)
        meeting.up_ids.discard(up_id)
        self._peers.remove_track(up_id)
