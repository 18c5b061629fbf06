/** One meeting of the list: what it is, and what its host does with it. */
import { ActionIcon, Badge, Button, Group } from '@mantine/core'
import { IconDoorEnter, IconSettings, IconShieldLock, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Meeting } from '../api'
import { CopyButton } from '../components/CopyButton'
import { currentLanguage, useTranslation } from '../i18n'
import { formatDateTime } from '../i18n/format'
import { formatCode, meetingLink, meetingPath } from './code'
import { EditMeetingDialog } from './MeetingDialogs'
import { MeetingState } from './MeetingState'
import classes from './Meetings.module.css'

export function MeetingRow({ meeting }: { readonly meeting: Meeting }) {
  const { t } = useTranslation('meetings')
  const { code, title } = meeting
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <h2>{title}</h2>
        <p className={classes.facts}>
          <span className={classes.code} aria-label={t('meeting.code')}>
            {formatCode(code)}
          </span>
          <span>{timeOf(meeting, t)}</span>
        </p>
        <Group gap={6}>
          <MeetingState state={meeting.state} />
          {meeting.has_password && (
            <Badge variant="default" size="lg" leftSection={<IconShieldLock size={14} />}>
              {t('meeting.withPassword')}
            </Badge>
          )}
          {meeting.lobby && (
            <Badge variant="default" size="lg" leftSection={<IconDoorEnter size={14} />}>
              {t('meeting.withLobby')}
            </Badge>
          )}
        </Group>
      </div>
      <div className={classes.actions}>
        <Button
          component={Link}
          to={meetingPath(code)}
          variant={meeting.state === 'running' ? 'filled' : 'light'}
          aria-label={t('meeting.enterNamed', { title })}
        >
          {t('meeting.enter')}
        </Button>
        <CopyButton text={meetingLink(code, window.location.origin)} />
        <ActionIcon
          component={Link}
          to={`/meetings/${code}`}
          variant="default"
          size={36}
          aria-label={t('meeting.historyNamed', { title })}
          title={t('meeting.history')}
        >
          <IconUsers size={18} />
        </ActionIcon>
        <Settings meeting={meeting} />
      </div>
    </li>
  )
}

function Settings({ meeting }: { readonly meeting: Meeting }) {
  const { t } = useTranslation('meetings')
  const [opened, setOpened] = useState(false)
  const { code, title, lobby } = meeting
  return (
    <>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={t('meeting.settingsNamed', { title })}
        title={t('meeting.settings')}
        onClick={() => setOpened(true)}
      >
        <IconSettings size={18} />
      </ActionIcon>
      <EditMeetingDialog
        opened={opened}
        onClose={() => setOpened(false)}
        code={code}
        present={{ title, lobby, hasPassword: meeting.has_password }}
      />
    </>
  )
}

function timeOf(meeting: Meeting, t: ReturnType<typeof useTranslation<'meetings'>>['t']): string {
  const time = (ms: number) => ({ time: formatDateTime(ms, currentLanguage()) })
  if (meeting.state === 'ended' && meeting.ended_at_ms !== null) {
    return t('meeting.ended', time(meeting.ended_at_ms))
  }
  if (meeting.state === 'running' && meeting.started_at_ms !== null) {
    return t('meeting.started', time(meeting.started_at_ms))
  }
  return t('meeting.created', time(meeting.created_at_ms))
}
