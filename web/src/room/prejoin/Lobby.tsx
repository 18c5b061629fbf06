/** Before a host opens the door: no picture, no voice, no word of the others (F1). */
import { Button, Loader } from '@mantine/core'
import { useTranslation } from '../../i18n'
import { useRoom, useRoomState } from '../RoomContext'
import { Preview } from './Preview'
import classes from './prejoin.module.css'

export function Lobby() {
  const { t } = useTranslation('room')
  const room = useRoom()
  const { waiting } = useRoomState()
  return (
    <div className={classes.columns}>
      <Preview media={room.media} />
      <section className={classes.side} role="status">
        <Loader type="dots" />
        <h1 className={classes.title}>{t('lobby.title')}</h1>
        <p>{waiting?.title}</p>
        <p className={classes.hint}>
          {t(waiting?.hostPresent === true ? 'lobby.hostPresent' : 'lobby.hostAbsent')}
        </p>
        <Button variant="default" onClick={() => room.leave()}>
          {t('lobby.leave')}
        </Button>
      </section>
    </div>
  )
}
