/** The controls everybody looks for, where every meeting service has them. */
import {
  IconHandStop,
  IconLayoutGrid,
  IconLayoutSidebarRight,
  IconMessage,
  IconMicrophone,
  IconMicrophoneOff,
  IconScreenShare,
  IconScreenShareOff,
  IconUsers,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react'
import { useTranslation } from '../i18n'
import type { ViewMode } from '../state/layout'
import { LeaveButton } from './LeaveButton'
import { MoreMenu } from './MoreMenu'
import { useRoom, useRoomState } from './RoomContext'
import { ToolButton } from './ToolButton'
import classes from './toolbar.module.css'
import type { Desk } from './useDesk'

interface Props {
  readonly desk: Desk
  readonly mode: ViewMode
}

export function Toolbar({ desk, mode }: Props) {
  const { t } = useTranslation('room')
  return (
    <footer>
      <div className={classes.toolbar} role="toolbar" aria-label={t('toolbar.label')}>
        <MediaButtons />
        <RoomButtons desk={desk} mode={mode} />
        <MoreMenu desk={desk} mode={mode} />
        <LeaveButton onEnd={() => desk.openDialog({ kind: 'end' })} />
      </div>
    </footer>
  )
}

function MediaButtons() {
  const { t } = useTranslation('room')
  const room = useRoom()
  const { own } = useRoomState()
  return (
    <>
      <ToolButton
        icon={own.microphone ? IconMicrophone : IconMicrophoneOff}
        label={t(own.microphone ? 'toolbar.mute' : 'toolbar.unmute')}
        shortcut="M"
        off={!own.microphone}
        onClick={() => void room.setMicrophone(!own.microphone)}
      />
      <ToolButton
        icon={own.camera ? IconVideo : IconVideoOff}
        label={t(own.camera ? 'toolbar.cameraOff' : 'toolbar.cameraOn')}
        shortcut="V"
        off={!own.camera}
        onClick={() => void room.setCamera(!own.camera)}
      />
      {canShareScreen && (
        <ToolButton
          icon={own.screen ? IconScreenShareOff : IconScreenShare}
          label={t(own.screen ? 'toolbar.stopShare' : 'toolbar.share')}
          shortcut="D"
          active={own.screen}
          wideOnly
          onClick={() => void room.setScreen(!own.screen)}
        />
      )}
    </>
  )
}

/** Phones' browsers have no getDisplayMedia. */
export const canShareScreen =
  'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices

function RoomButtons({ desk, mode }: Props) {
  const { t } = useTranslation('room')
  const room = useRoom()
  const { unread, handRaised, lobby } = useRoomState()
  const counted = (name: string, count: number, words: string) =>
    count === 0 ? name : `${name}, ${words}`
  return (
    <>
      <ToolButton
        icon={IconMessage}
        label={counted(t('toolbar.chat'), unread, t('toolbar.unread', { count: unread }))}
        shortcut="C"
        active={desk.panel === 'chat'}
        count={unread}
        onClick={() => desk.togglePanel('chat')}
      />
      <ToolButton
        icon={IconHandStop}
        label={t(handRaised ? 'toolbar.lowerHand' : 'toolbar.raiseHand')}
        shortcut="R"
        active={handRaised}
        onClick={() => room.raiseHand(!handRaised)}
      />
      <ToolButton
        icon={IconUsers}
        label={counted(
          t('toolbar.people'),
          lobby.length,
          t('toolbar.waiting', { count: lobby.length }),
        )}
        shortcut="P"
        active={desk.panel === 'people'}
        count={lobby.length}
        wideOnly={lobby.length === 0}
        onClick={() => desk.togglePanel('people')}
      />
      <ToolButton
        icon={mode === 'tiles' ? IconLayoutSidebarRight : IconLayoutGrid}
        label={t(mode === 'tiles' ? 'toolbar.stage' : 'toolbar.tiles')}
        shortcut="W"
        wideOnly
        onClick={() => desk.toggleView(mode)}
      />
    </>
  )
}
