/** Who is here and who waits; a host decides from here. */
import { ActionIcon, Button, Menu } from '@mantine/core'
import {
  IconBan,
  IconCheck,
  IconDotsVertical,
  IconHandStop,
  IconLock,
  IconLockOpen,
  IconMicrophone,
  IconMicrophoneOff,
  IconUserMinus,
  IconVideo,
  IconVideoOff,
  IconX,
} from '@tabler/icons-react'
import { useTranslation } from '../i18n'
import type { Participant } from '../protocol/messages.gen'
import { inOrder } from '../state/layout'
import { isHost, isMe, type OwnMedia } from '../state/room'
import { Avatar } from './Avatar'
import classes from './panel.module.css'
import { useRoom, useRoomState } from './RoomContext'
import type { Desk } from './useDesk'

export function PeoplePanel({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('room')
  const state = useRoomState()
  return (
    <div className={classes.people}>
      {isHost(state) && <HostActions />}
      {state.lobby.length > 0 && <LobbyList />}
      <h3 className={classes.heading}>
        {t('people.inRoom')} <span>{state.participants.size}</span>
      </h3>
      <ul className={classes.list}>
        {inOrder(state).map((participant) => (
          <Person key={participant.participant_id} participant={participant} desk={desk} />
        ))}
      </ul>
    </div>
  )
}

function HostActions() {
  const { t } = useTranslation('room')
  const room = useRoom()
  const { locked } = useRoomState()
  return (
    <div className={classes.actions}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconMicrophoneOff size={16} />}
        onClick={() => room.order({ type: 'mute', participant_id: null })}
      >
        {t('people.muteAll')}
      </Button>
      <Button
        size="xs"
        variant={locked ? 'filled' : 'default'}
        leftSection={locked ? <IconLockOpen size={16} /> : <IconLock size={16} />}
        onClick={() => room.order({ type: 'lock', locked: !locked })}
      >
        {t(locked ? 'people.unlock' : 'people.lock')}
      </Button>
    </div>
  )
}

function LobbyList() {
  const { t } = useTranslation('room')
  const room = useRoom()
  const { lobby } = useRoomState()
  return (
    <section className={classes.lobby} aria-label={t('people.waiting')}>
      <h3 className={classes.heading}>
        {t('people.waiting')} <span>{lobby.length}</span>
        {lobby.length > 1 && (
          <Button
            size="compact-xs"
            onClick={() => room.order({ type: 'admit', participant_id: null })}
          >
            {t('people.admitAll')}
          </Button>
        )}
      </h3>
      <ul className={classes.list}>
        {lobby.map(({ participant_id, name }) => (
          <li key={participant_id} className={classes.person}>
            <Avatar id={participant_id} name={name} />
            <span className={classes.personName}>{name}</span>
            <ActionIcon
              variant="default"
              aria-label={t('people.refuseName', { name })}
              onClick={() => room.order({ type: 'refuse', participant_id })}
            >
              <IconX size={16} />
            </ActionIcon>
            <Button
              size="compact-sm"
              leftSection={<IconCheck size={15} />}
              aria-label={t('people.admitName', { name })}
              onClick={() => room.order({ type: 'admit', participant_id })}
            >
              {t('people.admit')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface PersonProps {
  readonly participant: Participant
  readonly desk: Desk
}

function Person({ participant, desk }: PersonProps) {
  const { t } = useTranslation('room')
  const state = useRoomState()
  const own = isMe(state, participant.participant_id)
  const host = participant.role === 'host'
  return (
    <li className={classes.person}>
      <Avatar id={participant.participant_id} name={participant.name} />
      <span className={classes.personName}>
        {participant.name}
        {own && <small>{` (${t('people.you')})`}</small>}
        {host && <small className={classes.role}>{t('people.host')}</small>}
      </span>
      {participant.hand_raised && (
        <IconHandStop size={17} className={classes.hand} aria-label={t('tile.hand')} />
      )}
      <Sources {...(own ? state.own : participant)} />
      {isHost(state) && !own && !host && <PersonMenu participant={participant} desk={desk} />}
    </li>
  )
}

function Sources({ microphone, camera }: Pick<OwnMedia, 'microphone' | 'camera'>) {
  const { t } = useTranslation('room')
  const Microphone = microphone ? IconMicrophone : IconMicrophoneOff
  const Camera = camera ? IconVideo : IconVideoOff
  return (
    <>
      <Microphone
        size={17}
        role="img"
        data-off={!microphone || undefined}
        aria-label={t(microphone ? 'people.microphoneOn' : 'people.microphoneOff')}
      />
      <Camera
        size={17}
        role="img"
        data-off={!camera || undefined}
        aria-label={t(camera ? 'people.cameraOn' : 'people.cameraOff')}
      />
    </>
  )
}

function PersonMenu({ participant, desk }: PersonProps) {
  const { t } = useTranslation('room')
  const room = useRoom()
  const { participant_id, name, microphone } = participant
  const ask = (kind: 'remove' | 'ban') =>
    desk.openDialog({ kind, participantId: participant_id, name })
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('people.actions', { name })}>
          <IconDotsVertical size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconMicrophoneOff size={17} />}
          disabled={!microphone}
          onClick={() => room.order({ type: 'mute', participant_id })}
        >
          {t('people.mute')}
        </Menu.Item>
        <Menu.Item leftSection={<IconUserMinus size={17} />} onClick={() => ask('remove')}>
          {t('people.remove')}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconBan size={17} />} onClick={() => ask('ban')}>
          {t('people.ban')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
