/** Why there is no meeting to see: one table of reasons, each with its words and its way on. */
import { Button } from '@mantine/core'
import {
  IconBan,
  IconCalendarOff,
  IconCameraOff,
  IconClockStop,
  IconDoorExit,
  IconDoorOff,
  IconLinkOff,
  IconLock,
  IconServerBolt,
  IconSwitchHorizontal,
  IconUserMinus,
  IconUsersGroup,
  IconWifiOff,
} from '@tabler/icons-react'
import { Link } from 'react-router'
import { Notice } from '../../components/Notice'
import { useTranslation } from '../../i18n'

const reasons = {
  meetingNotFound: { icon: IconLinkOff, again: null },
  full: { icon: IconUsersGroup, again: 'retry' },
  ended: { icon: IconCalendarOff, again: null },
  timeLimit: { icon: IconClockStop, again: null },
  locked: { icon: IconLock, again: 'retry' },
  banned: { icon: IconBan, again: null },
  removed: { icon: IconUserMinus, again: null },
  refused: { icon: IconDoorOff, again: 'retry' },
  lobbyFull: { icon: IconUsersGroup, again: 'retry' },
  left: { icon: IconDoorExit, again: 'rejoin' },
  replaced: { icon: IconSwitchHorizontal, again: 'rejoin' },
  busy: { icon: IconServerBolt, again: 'retry' },
  network: { icon: IconWifiOff, again: 'retry' },
  cameraDenied: { icon: IconCameraOff, again: 'retry' },
} as const

export type MeetingNoticeReason = keyof typeof reasons

interface MeetingNoticeProps {
  readonly reason: MeetingNoticeReason
  /** For the host of a full meeting: says what an upgrade brings (F2). */
  readonly host?: boolean
  readonly onAgain?: () => void
  readonly onJoinWithout?: () => void
}

export function MeetingNotice({
  reason,
  host = false,
  onAgain,
  onJoinWithout,
}: MeetingNoticeProps) {
  const { t } = useTranslation()
  const { icon: Icon, again } = reasons[reason]
  const text = reason === 'full' && host ? t('notices.fullHostText') : t(`notices.${reason}Text`)
  return (
    <Notice icon={<Icon size={36} />} title={t(`notices.${reason}Title`)} text={text}>
      {again && onAgain && <Button onClick={onAgain}>{t(`notices.${again}`)}</Button>}
      {reason === 'cameraDenied' && onJoinWithout && (
        <Button variant="default" onClick={onJoinWithout}>
          {t('notices.joinWithout')}
        </Button>
      )}
      <Button component={Link} to="/" variant={again && onAgain ? 'default' : 'filled'}>
        {t('notices.toHome')}
      </Button>
    </Notice>
  )
}
