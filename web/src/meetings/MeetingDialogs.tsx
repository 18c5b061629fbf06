/** The dialogs that make a meeting and change one. */
import { Button, Group, Modal, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { answer, api, type Meeting } from '../api'
import { CopyButton } from '../components/CopyButton'
import { useTranslation } from '../i18n'
import { formatCode, meetingLink, meetingPath } from './code'
import { MeetingForm, type MeetingChange, type MeetingOptions } from './MeetingForm'
import { meetingsKey } from './queries'
import classes from './Meetings.module.css'

interface DialogProps {
  readonly opened: boolean
  readonly onClose: () => void
}

export function NewMeetingDialog({ opened, onClose }: DialogProps) {
  const { t } = useTranslation('meetings')
  const queries = useQueryClient()
  const [made, setMade] = useState<Meeting | null>(null)
  const create = async ({ password, ...change }: MeetingChange) => {
    const body = { ...change, ...(password && { password }) }
    const meeting = await answer(api.POST('/api/meetings', { body }))
    setMade(meeting)
    await queries.invalidateQueries({ queryKey: meetingsKey })
  }
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={() => setMade(null)}
      title={made ? t('form.readyTitle') : t('form.createTitle')}
      closeButtonProps={{ 'aria-label': t('form.close') }}
      centered
    >
      {made ? (
        <Ready meeting={made} />
      ) : (
        <MeetingForm present={null} submit={create} onCancel={onClose} />
      )}
    </Modal>
  )
}

function Ready({ meeting }: { readonly meeting: Meeting }) {
  const { t } = useTranslation('meetings')
  const link = meetingLink(meeting.code, window.location.origin)
  return (
    <>
      <Text c="dimmed" mb="md">
        {t('form.readyText')}
      </Text>
      <p className={classes.bigCode}>{formatCode(meeting.code)}</p>
      <p className={classes.link}>{link}</p>
      <Group justify="flex-end" mt="lg">
        <CopyButton text={link} />
        <Button component={Link} to={meetingPath(meeting.code)}>
          {t('meeting.enter')}
        </Button>
      </Group>
    </>
  )
}

interface EditMeetingDialogProps extends DialogProps {
  readonly code: string
  readonly present: MeetingOptions
}

export function EditMeetingDialog({ opened, onClose, code, present }: EditMeetingDialogProps) {
  const { t } = useTranslation('meetings')
  const queries = useQueryClient()
  const save = async (body: MeetingChange) => {
    await api.PATCH('/api/meetings/{code}', { params: { path: { code } }, body })
    onClose()
    await queries.invalidateQueries({ queryKey: meetingsKey })
  }
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('form.editTitle')}
      closeButtonProps={{ 'aria-label': t('form.close') }}
      centered
    >
      <MeetingForm present={present} submit={save} onCancel={onClose} />
    </Modal>
  )
}
