/** What is needed seldom, and on a phone what has no room in the toolbar. */
import { Menu } from '@mantine/core'
import { useFullscreenDocument } from '@mantine/hooks'
import {
  IconDots,
  IconKeyboard,
  IconLayoutGrid,
  IconMaximize,
  IconScreenShare,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react'
import { useTranslation } from '../i18n'
import type { ViewMode } from '../state/layout'
import { useRoom, useRoomState } from './RoomContext'
import { canShareScreen } from './Toolbar'
import { ToolButton } from './ToolButton'
import classes from './toolbar.module.css'
import type { Desk } from './useDesk'

interface Props {
  readonly desk: Desk
  readonly mode: ViewMode
}

export function MoreMenu({ desk, mode }: Props) {
  const { t } = useTranslation('room')
  const { toggle } = useFullscreenDocument()
  return (
    <Menu position="top-end" width={240} shadow="md">
      <Menu.Target>
        <ToolButton icon={IconDots} label={t('toolbar.more')} />
      </Menu.Target>
      <Menu.Dropdown>
        <PhoneItems desk={desk} mode={mode} />
        <Menu.Item
          leftSection={<IconSettings size={18} />}
          onClick={() => desk.openDialog({ kind: 'settings' })}
        >
          {t('toolbar.settings')}
        </Menu.Item>
        <Menu.Item leftSection={<IconMaximize size={18} />} onClick={() => void toggle()}>
          {t('toolbar.fullscreen')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard size={18} />}
          onClick={() => desk.openDialog({ kind: 'shortcuts' })}
        >
          {t('toolbar.shortcuts')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function PhoneItems({ desk, mode }: Props) {
  const { t } = useTranslation('room')
  const room = useRoom()
  const { own } = useRoomState()
  return (
    <div className={classes.phoneItems}>
      <Menu.Item leftSection={<IconUsers size={18} />} onClick={() => desk.togglePanel('people')}>
        {t('toolbar.people')}
      </Menu.Item>
      <Menu.Item leftSection={<IconLayoutGrid size={18} />} onClick={() => desk.toggleView(mode)}>
        {t(mode === 'tiles' ? 'toolbar.stage' : 'toolbar.tiles')}
      </Menu.Item>
      {canShareScreen && (
        <Menu.Item
          leftSection={<IconScreenShare size={18} />}
          onClick={() => void room.setScreen(!own.screen)}
        >
          {t(own.screen ? 'toolbar.stopShare' : 'toolbar.share')}
        </Menu.Item>
      )}
    </div>
  )
}
