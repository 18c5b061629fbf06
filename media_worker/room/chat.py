"""A room's chat: a bounded log that knows repeats and what each person may read."""

from collections import deque

from meeting_contract.signalling import ChatMessage

_MAX_MESSAGES = 300


class ChatLog:
    def __init__(self) -> None:
        self._messages: deque[ChatMessage] = deque(maxlen=_MAX_MESSAGES)

    def find(self, participant_id: str, message_id: str) -> ChatMessage | None:
        """Return what this sender already said under this id, None if it is new."""
        for message in self._messages:
            if message.message_id == message_id and message.participant_id == participant_id:
                return message
        return None

    def add(self, message: ChatMessage) -> None:
        self._messages.append(message)

    def since(self, at_ms: int) -> tuple[ChatMessage, ...]:
        """Return what was said from `at_ms` on: nobody reads what was said before they came."""
        return tuple(message for message in self._messages if message.at_ms >= at_ms)
