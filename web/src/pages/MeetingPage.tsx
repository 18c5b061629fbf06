/** One meeting of mine: how to invite, its options, and who was there. */
import { Anchor, Button, Group, Modal, Text } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { api, asApiError, type PublicMeeting } from '../api'
import { useAction } from '../api/useAction'
import { CopyButton } from '../components/CopyButton'
import { FormError } from '../components/FormCard'
import { LoadFailed } from '../components/LoadFailed'
import { PageLoading } from '../components/PageLoading'
import { usePageTitle } from '../components/usePageTitle'
import { currentLanguage, useTranslation } from '../i18n'
import { AttendanceTable } from '../meetings/AttendanceTable'
import { formatCode, meetingLink, meetingPath } from '../meetings/code'
import { EditMeetingDialog } from '../meetings/MeetingDialogs'
import { MeetingState } from '../meetings/MeetingState'
import { meetingQuery, meetingsKey } from '../meetings/queries'
import classes from '../meetings/Meetings.module.css'
import { MeetingNotice } from './notices/MeetingNotice'

export default function MeetingPage() {
  const { code = '' } = useParams()
  const { t } = useTranslation('meetings')
  const meeting = useQuery(meetingQuery(code))
  usePageTitle(meeting.data?.title ?? t('attendance.title'))
  if (meeting.isPending) return <PageLoading />
  if (meeting.isError) {
    const isUnknown = asApiError(meeting.error).code === 'meeting_not_found'
    if (isUnknown) return <MeetingNotice reason="meetingNotFound" />
    return <LoadFailed error={meeting.error} onRetry={() => void meeting.refetch()} />
  }
  // A stranger's meeting is none of theirs: the same words as for a code that does not exist.
  if (!meeting.data.is_host) return <MeetingNotice reason="meetingNotFound" />
  return <MyMeeting meeting={meeting.data} />
}

function MyMeeting({ meeting }: { readonly meeting: PublicMeeting }) {
  const { t } = useTranslation('meetings')
  const link = meetingLink(meeting.code, window.location.origin)
  return (
    <>
      <Anchor component={Link} to="/meetings" className={classes.back ?? ''}>
        <IconArrowLeft size={18} aria-hidden="true" />
        {t('meeting.back')}
      </Anchor>
      <div className={classes.head}>
        <div>
          <h1>{meeting.title}</h1>
          <div className={classes.state}>
            <MeetingState state={meeting.state} />
          </div>
        </div>
        <HostActions meeting={meeting} />
      </div>
      <section
        className={`${classes.panel ?? ''} ${classes.invite ?? ''}`}
        aria-label={t('meeting.link')}
      >
        <p className={classes.bigCode}>{formatCode(meeting.code)}</p>
        <p className={classes.link}>{link}</p>
        <CopyButton text={link} />
      </section>
      <AttendanceTable code={meeting.code} />
    </>
  )
}

function HostActions({ meeting }: { readonly meeting: PublicMeeting }) {
  const { t } = useTranslation('meetings')
  const [editing, setEditing] = useState(false)
  const { code, title, lobby } = meeting
  return (
    <Group gap="sm" className={classes.buttons ?? ''}>
      {meeting.state === 'running' && <EndForAll code={code} />}
      <Button variant="default" onClick={() => setEditing(true)}>
        {t('meeting.settings')}
      </Button>
      <Button component={Link} to={meetingPath(code)}>
        {t('meeting.enter')}
      </Button>
      <EditMeetingDialog
        opened={editing}
        onClose={() => setEditing(false)}
        code={code}
        present={{ title, lobby, hasPassword: meeting.has_password }}
      />
    </Group>
  )
}

function EndForAll({ code }: { readonly code: string }) {
  const { t } = useTranslation('meetings')
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const end = useAction(async () => {
    await api.POST('/api/meetings/{code}/end', { params: { path: { code } } })
    setAsking(false)
    await queries.invalidateQueries({ queryKey: meetingsKey })
  })
  return (
    <>
      <Button variant="default" c="var(--mantine-color-error)" onClick={() => setAsking(true)}>
        {t('meeting.endForAll')}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('meeting.endQuestion')}
        closeButtonProps={{ 'aria-label': t('form.close') }}
        centered
      >
        <Text c="dimmed">{t('meeting.endExplained')}</Text>
        <FormError text={end.error?.text(currentLanguage()) ?? null} />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setAsking(false)}>
            {t('form.cancel')}
          </Button>
          <Button color="red.9" loading={end.pending} onClick={() => end.run()}>
            {t('meeting.endForAll')}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
