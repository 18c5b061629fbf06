/** What meeting this is, how long it may go on, and how well the network carries it. */
import { CopyButton, Tooltip, UnstyledButton } from '@mantine/core'
import { useInterval } from '@mantine/hooks'
import {
  IconAntennaBars2,
  IconAntennaBars3,
  IconAntennaBars5,
  IconCheck,
  IconClockHour4,
  IconLink,
  IconLock,
} from '@tabler/icons-react'
import { useState } from 'react'
import { LogoMark } from '../components/Logo'
import { useTranslation } from '../i18n'
import { countdown, formatCountdown } from '../state/clock'
import { meetingLink } from './Invitation'
import { useRoom, useRoomState, useStore } from './RoomContext'
import classes from './top.module.css'

export function TopBar() {
  const { t } = useTranslation('room')
  const { title, locked } = useRoomState()
  return (
    <header className={classes.top}>
      <LogoMark size={26} />
      <h1 className={classes.title}>{title || t('top.untitled')}</h1>
      {locked && <IconLock size={17} role="img" aria-label={t('top.locked')} />}
      <CopyButton value={meetingLink()}>
        {({ copied, copy }) => (
          <UnstyledButton
            className={classes.link}
            onClick={copy}
            aria-label={t(copied ? 'top.copied' : 'top.copyLink')}
          >
            {copied ? <IconCheck size={16} /> : <IconLink size={16} />}
            <span>{t(copied ? 'top.copied' : 'top.copyLink')}</span>
          </UnstyledButton>
        )}
      </CopyButton>
      <span className={classes.space} />
      <CountdownPill />
      <QualityPill />
    </header>
  )
}

function CountdownPill() {
  const { t } = useTranslation('room')
  const [nowMs, setNowMs] = useState(() => Date.now())
  useInterval(() => setNowMs(Date.now()), 500, { autoInvoke: true })
  const left = countdown(useRoomState(), nowMs)
  if (left === null) return null
  const time = formatCountdown(left.remainingS)
  return (
    <span
      className={classes.pill}
      data-urgent={left.urgent || undefined}
      role="timer"
      aria-label={t('top.remaining', { time })}
    >
      <IconClockHour4 size={16} />
      <span>{time}</span>
    </span>
  )
}

const bars = { good: IconAntennaBars5, fair: IconAntennaBars3, poor: IconAntennaBars2 }

function QualityPill() {
  const { t } = useTranslation('room')
  const quality = useStore(useRoom().quality)
  const Bars = bars[quality]
  return (
    <Tooltip label={t(`quality.${quality}`)} events={{ hover: true, focus: false, touch: false }}>
      <span
        className={classes.quality}
        data-quality={quality}
        role="img"
        aria-label={t(`quality.${quality}`)}
      >
        <Bars size={20} />
      </span>
    </Tooltip>
  )
}
