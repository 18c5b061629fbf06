/** The loudest voices: one element a receive slot, for as long as the connection lives. */
import { useEffect, useRef } from 'react'
import { useRoom, useStore } from './RoomContext'

export function AudioSlots({ onBlocked }: { readonly onBlocked: () => void }) {
  const room = useRoom()
  const peer = useStore(room.peer)
  const { speakerId } = useStore(room.media.store).choices
  return (
    <div hidden>
      {peer.audioSlots.map((stream) => (
        <Voice key={stream.id} stream={stream} speakerId={speakerId} onBlocked={onBlocked} />
      ))}
    </div>
  )
}

interface VoiceProps {
  readonly stream: MediaStream
  readonly speakerId: string | null
  readonly onBlocked: () => void
}

function Voice({ stream, speakerId, onBlocked }: VoiceProps) {
  const element = useRef<HTMLAudioElement>(null)

  useEffect(() => {
    const audio = element.current
    if (audio === null) return
    audio.srcObject = stream
    audio.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') onBlocked()
    })
    return () => {
      audio.srcObject = null
    }
  }, [stream, onBlocked])

  useEffect(() => {
    const audio = element.current
    // Firefox and Safari may lack setSinkId; a speaker that is gone leaves the default one.
    if (audio !== null && speakerId !== null && 'setSinkId' in audio)
      audio.setSinkId(speakerId).catch(() => undefined)
  }, [speakerId])

  // eslint-disable-next-line jsx-a11y/media-has-caption -- live voices have no captions
  return <audio ref={element} autoPlay data-testid="voice" />
}

/** After a click somewhere the browser lets sound through. */
export function playVoices(): void {
  for (const audio of document.querySelectorAll<HTMLAudioElement>('[data-testid="voice"]'))
    audio.play().catch(() => undefined)
}
