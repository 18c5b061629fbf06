/** Leave for oneself; a host may also end the meeting for all. */
import { Menu, UnstyledButton } from '@mantine/core'
import { IconDoorExit, IconPhoneOff, IconPlayerStop } from '@tabler/icons-react'
import { useTranslation } from '../i18n'
import { isHost } from '../state/room'
import { useRoom, useRoomState } from './RoomContext'
import classes from './toolbar.module.css'

export function LeaveButton({ onEnd }: { readonly onEnd: () => void }) {
  const { t } = useTranslation('room')
  const room = useRoom()
  const host = isHost(useRoomState())
  const leave = () => room.leave()
  const button = (
    <UnstyledButton
      className={classes.leave}
      aria-label={t('toolbar.leave')}
      {...(host ? {} : { onClick: leave })}
    >
      <IconPhoneOff size={22} stroke={1.8} />
    </UnstyledButton>
  )
  if (!host) return button
  return (
    <Menu position="top-end" width={260} shadow="md">
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconDoorExit size={18} />} onClick={leave}>
          {t('toolbar.leave')}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconPlayerStop size={18} />} onClick={onEnd}>
          {t('toolbar.endForAll')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
