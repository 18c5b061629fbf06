/** Short words about what just happened; they pass by themselves and are read aloud. */
import { Button } from '@mantine/core'
import { useTranslation } from '../i18n'
import { isHost } from '../state/room'
import classes from './messages.module.css'
import { useRoomState } from './RoomContext'

export function Toasts({ onPeople }: { readonly onPeople: () => void }) {
  const { t } = useTranslation('room')
  const state = useRoomState()
  return (
    <div className={classes.toasts} role="log" aria-live="polite" aria-relevant="additions">
      {state.notices.map(({ id, kind, name }) => (
        <div key={id} className={classes.toast} data-kind={kind}>
          <span>{t(`notice.${kind}`, { name })}</span>
          {kind === 'waiting' && isHost(state) && (
            <Button size="compact-sm" onClick={onPeople}>
              {t('toolbar.people')}
            </Button>
          )}
        </div>
      ))}
    </div>
  )
}
