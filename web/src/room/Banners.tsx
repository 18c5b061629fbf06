/** What stays true for a while: above the pictures, one line each. */
import { Button, Loader } from '@mantine/core'
import { IconMicrophone, IconScreenShare, IconVolumeOff } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from '../i18n'
import { playVoices } from './AudioSlots'
import classes from './messages.module.css'
import { useRoom, useRoomState } from './RoomContext'

interface Props {
  readonly talking: boolean
  readonly soundBlocked: boolean
  readonly onSoundAllowed: () => void
}

export function Banners({ talking, soundBlocked, onSoundAllowed }: Props) {
  const { t } = useTranslation('room')
  const room = useRoom()
  const { lostAtMs, own } = useRoomState()
  return (
    <div className={classes.banners} role="status">
      {lostAtMs !== null && (
        <Banner icon={<Loader size={16} />} text={t('banner.reconnecting')} urgent />
      )}
      {own.screen && (
        <Banner icon={<IconScreenShare size={18} />} text={t('banner.presenting')}>
          <Button size="compact-sm" color="red.9" onClick={() => void room.setScreen(false)}>
            {t('toolbar.stopShare')}
          </Button>
        </Banner>
      )}
      {soundBlocked && (
        <Banner icon={<IconVolumeOff size={18} />} text={t('banner.soundBlocked')}>
          <Button
            size="compact-sm"
            onClick={() => {
              playVoices()
              onSoundAllowed()
            }}
          >
            {t('banner.allowSound')}
          </Button>
        </Banner>
      )}
      {talking && <Banner icon={<IconMicrophone size={18} />} text={t('banner.talking')} />}
    </div>
  )
}

interface BannerProps {
  readonly icon: ReactNode
  readonly text: string
  readonly urgent?: boolean
  readonly children?: ReactNode
}

function Banner({ icon, text, urgent, children }: BannerProps) {
  return (
    <div className={classes.banner} data-urgent={urgent === true || undefined}>
      {icon}
      <span>{text}</span>
      {children}
    </div>
  )
}
