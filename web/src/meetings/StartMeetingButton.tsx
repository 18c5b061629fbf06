/** One press: a new meeting with the usual settings, and straight to its door. */
import { Button, Text, type ButtonProps } from '@mantine/core'
import { IconVideo } from '@tabler/icons-react'
import { useNavigate } from 'react-router'
import { answer, api } from '../api'
import { useAction } from '../api/useAction'
import { currentLanguage, useTranslation } from '../i18n'
import { meetingPath } from './code'

export function StartMeetingButton({ size }: Pick<ButtonProps, 'size'>) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const start = useAction(async () => {
    const meeting = await answer(api.POST('/api/meetings', { body: {} }))
    await navigate(meetingPath(meeting.code))
  })
  return (
    <>
      <Button
        {...(size === undefined ? {} : { size })}
        leftSection={<IconVideo size={22} />}
        loading={start.pending}
        onClick={() => start.run()}
      >
        {t('home.start')}
      </Button>
      {start.error && (
        <Text role="alert" c="var(--mantine-color-error)" mt="xs">
          {start.error.text(currentLanguage())}
        </Text>
      )}
    </>
  )
}
