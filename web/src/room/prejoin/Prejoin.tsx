/** Before the room: the meeting, the mirror, and the way in. */
import { useEffect, useEffectEvent } from 'react'
import type { PublicMeeting } from '../../api'
import { useAction } from '../../api/useAction'
import { usePageTitle } from '../../components/usePageTitle'
import { useTranslation } from '../../i18n'
import { Peer } from '../../media/peer'
import { DevicePicker } from '../DevicePicker'
import { Room } from '../room'
import { openWebSocket } from '../socket'
import { JoinForm } from './JoinForm'
import { renewTicket, requestTicket } from './join'
import { Preview } from './Preview'
import classes from './prejoin.module.css'
import { rememberName, seatIn, takeSeat, type Seat } from './tab'
import { usePreparedMedia } from './usePreparedMedia'

interface Props {
  readonly meeting: PublicMeeting
  readonly onRoom: (room: Room) => void
}

export function Prejoin({ meeting, onRoom }: Props) {
  const { t } = useTranslation('room')
  const { prepared, handOver } = usePreparedMedia()
  usePageTitle(meeting.title)

  const join = useAction(async (seat: Seat) => {
    if (prepared === null) return
    const ticket = await requestTicket(seat)
    if (seat.name !== null) rememberName(localStorage, seat.name)
    takeSeat(sessionStorage, seat)
    handOver()
    const makePeer = () => new Peer(Date.now())
    const room = new Room(prepared.media, prepared.peer ?? makePeer(), {
      makePeer,
      fetchTicket: () => renewTicket(seat),
      openSocket: openWebSocket,
      now: () => Date.now(),
    })
    room.start(ticket)
    onRoom(room)
  })
  useReturn(meeting.code, prepared?.peer != null, join.run)

  if (prepared === null) return null
  return (
    <div className={classes.columns}>
      <Preview media={prepared.media} />
      <section className={classes.side}>
        <h1 className={classes.title}>{meeting.title || t('prejoin.title')}</h1>
        <p className={classes.facts}>
          <span>{t('prejoin.hostedBy', { name: meeting.host_name })}</span>
          <span>{t(meeting.state === 'running' ? 'prejoin.running' : 'prejoin.notStarted')}</span>
        </p>
        <JoinForm meeting={meeting} joining={join.pending} error={join.error} onJoin={join.run} />
        <details className={classes.devices}>
          <summary>{t('prejoin.devices')}</summary>
          <DevicePicker media={prepared.media} />
        </details>
      </section>
    </div>
  )
}

/** A reloaded page of somebody who was inside goes back in by itself. */
function useReturn(code: string, ready: boolean, join: (seat: Seat) => void): void {
  const goBack = useEffectEvent(() => {
    const seat = seatIn(sessionStorage, code)
    if (seat !== null) join(seat)
  })

  useEffect(() => {
    if (ready) goBack()
  }, [ready])
}
