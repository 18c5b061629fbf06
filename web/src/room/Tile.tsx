/** One person on the screen: picture or avatar, name, and what they are doing. */
import { ActionIcon } from '@mantine/core'
import { IconHandStop, IconMicrophoneOff, IconPin, IconPinnedOff } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from '../i18n'
import type { Participant } from '../protocol/messages.gen'
import type { Shown } from '../state/layout'
import { isMe } from '../state/room'
import { Avatar } from './Avatar'
import { useRoom, useRoomState, useStore } from './RoomContext'
import { StreamVideo } from './StreamVideo'
import classes from './tile.module.css'

interface Props {
  readonly shown: Shown
  readonly stage?: boolean
  readonly pinned: boolean
  readonly onPin: () => void
}

export function Tile({ shown, stage = false, pinned, onPin }: Props) {
  const state = useRoomState()
  const { participant, source } = shown
  const own = isMe(state, participant.participant_id)
  const name = useShownName(shown, own)
  const microphone = own ? state.own.microphone : participant.microphone
  const speaking = microphone && state.speaker === participant.participant_id
  return (
    <article
      className={classes.tile}
      aria-label={name}
      data-testid={stage ? 'stage' : 'tile'}
      data-speaking={speaking || undefined}
      data-source={source}
    >
      <Avatar id={participant.participant_id} name={participant.name} />
      <Picture shown={shown} own={own} />
      <Marks participant={participant} name={name} muted={!microphone && source === 'camera'} />
      <PinButton name={participant.name} pinned={pinned} onPin={onPin} />
    </article>
  )
}

interface MarksProps {
  readonly participant: Participant
  readonly name: string
  readonly muted: boolean
}

function Marks({ participant, name, muted }: MarksProps) {
  const { t } = useTranslation('room')
  return (
    <>
      {participant.hand_raised && (
        <span className={classes.hand} role="img" aria-label={t('tile.hand')}>
          <IconHandStop size={18} />
        </span>
      )}
      <span className={classes.name}>
        {muted && (
          <IconMicrophoneOff
            size={15}
            role="img"
            className={classes.muted}
            aria-label={t('tile.muted')}
          />
        )}
        <span className={classes.nameText}>{name}</span>
      </span>
      {!participant.connected && <span className={classes.lost}>{t('tile.lost')}</span>}
    </>
  )
}

interface PinProps {
  readonly name: string
  readonly pinned: boolean
  readonly onPin: () => void
}

function PinButton({ name, pinned, onPin }: PinProps) {
  const { t } = useTranslation('room')
  return (
    <ActionIcon
      className={classes.pin ?? ''}
      variant="default"
      data-pinned={pinned || undefined}
      aria-pressed={pinned}
      aria-label={t(pinned ? 'tile.unpin' : 'tile.pin', { name })}
      onClick={onPin}
    >
      {pinned ? <IconPinnedOff size={17} /> : <IconPin size={17} />}
    </ActionIcon>
  )
}

function useShownName({ participant, source }: Shown, own: boolean): string {
  const { t } = useTranslation('room')
  const { name } = participant
  if (source === 'screen') return t('tile.screenOf', { name })
  return own ? t('tile.you', { name }) : name
}

function Picture({ shown, own }: { readonly shown: Shown; readonly own: boolean }) {
  if (own) return <Mirror />
  if (shown.slot === null) return null
  return <SlotPicture slot={shown.slot} fit={shown.source === 'screen' ? 'contain' : 'cover'} />
}

function SlotPicture({ slot, fit }: { readonly slot: number; readonly fit: 'cover' | 'contain' }) {
  const stream = useStore(useRoom().peer).videoSlots[slot]
  return stream === undefined ? null : <StreamVideo stream={stream} fit={fit} />
}

function Mirror() {
  const { camera } = useStore(useRoom().media.store)
  const stream = useMemo(() => (camera === null ? null : new MediaStream([camera])), [camera])
  return stream === null ? null : <StreamVideo stream={stream} fit="cover" mirrored />
}
