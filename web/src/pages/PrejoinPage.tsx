/** A meeting's link: look into the mirror, say who you are, go in; and the end of it. */
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useParams } from 'react-router'
import { PageLoading } from '../components/PageLoading'
import { endingOf, endingOfProblem } from '../room/endings'
import { EndPage } from '../room/prejoin/EndPage'
import { Frame } from '../room/prejoin/Frame'
import { Lobby } from '../room/prejoin/Lobby'
import { Prejoin } from '../room/prejoin/Prejoin'
import { leaveSeat } from '../room/prejoin/tab'
import { useMeeting } from '../room/prejoin/useMeeting'
import type { Room } from '../room/room'
import { RoomContext, useStore } from '../room/RoomContext'

const loadRoomPage = () => import('./RoomPage')
const RoomPage = lazy(loadRoomPage)

export default function PrejoinPage() {
  const { code = '' } = useParams()
  // The code is read aloud and typed in groups of digits.
  return <MeetingDoor key={code} code={code.replaceAll(/\D/g, '')} />
}

function MeetingDoor({ code }: { readonly code: string }) {
  const [room, setRoom] = useState<Room | null>(null)
  const { meeting, problem, reload } = useMeeting(code)
  const again = () => {
    setRoom(null)
    reload()
  }

  useEffect(() => void loadRoomPage(), [])

  if (room !== null) return <Inside room={room} onAgain={again} />
  if (problem !== null) return <EndPage ending={endingOfProblem(problem)} onAgain={again} />
  if (meeting === null) return <PageLoading />
  return (
    <Frame>
      <Prejoin meeting={meeting} onRoom={setRoom} />
    </Frame>
  )
}

interface InsideProps {
  readonly room: Room
  readonly onAgain: () => void
}

function Inside({ room, onAgain }: InsideProps) {
  const state = useStore(room.state)
  const { over } = state

  useEffect(() => {
    if (over !== null) leaveSeat(sessionStorage)
  }, [over])
  useLeaveOnExit(room)

  if (over !== null)
    return <EndPage ending={endingOf(over)} host={state.me?.role === 'host'} onAgain={onAgain} />
  return (
    <RoomContext value={room}>
      {state.me !== null ? (
        <Suspense fallback={<PageLoading />}>
          <RoomPage />
        </Suspense>
      ) : (
        <Frame>{state.waiting !== null ? <Lobby /> : <PageLoading />}</Frame>
      )}
    </RoomContext>
  )
}

/** Another page of ours, or the browser's back button: that is leaving, too. */
function useLeaveOnExit(room: Room): void {
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => {
    clearTimeout(leaving.current) // strict mode unmounts and mounts again at once
    return () => {
      leaving.current = setTimeout(() => {
        leaveSeat(sessionStorage)
        room.leave()
      }, 0)
    }
  }, [room])
}
