"""F2 on a real worker process over real WebSockets: one hundred are in, nobody more."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from meeting_contract.signalling import Refused
from meeting_contract.token import Limits
from tests.media.loadclient.engine import LoadEngine
from tests.media.loadclient.participant import Participant
from tests.media.loadclient.peer import LightPeer
from tests.media.loadclient.worker import Worker, running_worker

FREE_PLAN = Limits(max_participants=100, max_duration_s=2400)


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    with running_worker(tmp_path_factory.mktemp("worker")) as running:
        yield running


class Meeting:
    """Everybody who entered one meeting of the worker, whatever the answer was."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._meeting_id = secrets.token_hex(8)
        self._people: list[Participant] = []

    async def enter(self, participant_id: str) -> Participant:
        token = self._worker.token(
            meeting_id=self._meeting_id, participant_id=participant_id, limits=FREE_PLAN
        )
        person = await Participant.enter(self._worker.signalling_url, token)
        self._people.append(person)
        return person

    async def enter_many(self, count: int, prefix: str) -> list[Participant]:
        """One after another, so that the meeting is known to have them."""
        return [await self.enter(f"{prefix}{number}") for number in range(count)]

    async def close(self) -> None:
        await asyncio.gather(*[person.close() for person in self._people])


@asynccontextmanager
async def meeting_on(worker: Worker) -> AsyncIterator[Meeting]:
    meeting = Meeting(worker)
    try:
        yield meeting
    finally:
        await meeting.close()


def _answers(people: list[Participant]) -> list[str]:
    return [p.first.code if isinstance(p.first, Refused) else "in" for p in people]


def test_the_101st_is_refused_with_the_reason_and_a_leaver_makes_room(worker: Worker) -> None:
    async def scenario() -> None:
        async with meeting_on(worker) as meeting:
            people = await meeting.enter_many(100, "p")
            assert _answers(people) == ["in"] * 100
            assert _answers([await meeting.enter("late")]) == ["meeting_full"]
            await people[50].leave()
            assert _answers([await meeting.enter("later")]) == ["in"]

    asyncio.run(scenario())


def test_fifty_racing_for_the_last_seat_admit_one(worker: Worker) -> None:
    async def scenario() -> None:
        async with meeting_on(worker) as meeting:
            await meeting.enter_many(99, "p")
            racers = await asyncio.gather(*[meeting.enter(f"r{number}") for number in range(50)])
            assert sorted(_answers(racers)) == ["in"] + ["meeting_full"] * 49

    asyncio.run(scenario())


def test_a_returning_participant_takes_their_own_seat_in_a_full_meeting(worker: Worker) -> None:
    async def scenario() -> None:
        async with meeting_on(worker) as meeting:
            await meeting.enter_many(100, "p")
            assert _answers([await meeting.enter("p7")]) == ["in"]

    asyncio.run(scenario())


def test_media_flows_between_light_peers_and_decrypts(worker: Worker) -> None:
    """A voice and a camera reach a viewer, re-encrypted with the viewer's own keys."""

    async def scenario() -> None:
        engine = LoadEngine()
        voice, camera, viewer = (LightPeer("127.0.0.1") for _ in range(3))
        async with meeting_on(worker) as meeting:
            engine.send(voice, await (await meeting.enter("voice")).publish(voice, "audio"))
            engine.send(camera, await (await meeting.enter("camera")).publish(camera, "video"))
            await (await meeting.enter("viewer")).watch(viewer, "camera", [])
            engine.receive(viewer, decrypt=True)
            engine.start()
            arrived = await asyncio.to_thread(engine.wait_received, 100, timeout_s=10)
            engine.stop()
        for peer in (voice, camera, viewer):
            peer.close()
        assert arrived
        assert engine.counts().undecryptable == 0

    asyncio.run(scenario())
