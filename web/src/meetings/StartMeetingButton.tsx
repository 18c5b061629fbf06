/** One press: a new meeting with the usual settings, and straight to its door. */
import { Button, Text, type ButtonProps } from '@mantine/core'
import { IconVideo } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { answer, api, asApiError } from '../api'
import { currentLanguage } from '../i18n'
import { meetingPath } from './code'

export function StartMeetingButton({ size }: Pick<ButtonProps, 'size'>) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const start = useMutation({
    mutationFn: () => answer(api.POST('/api/meetings', { body: {} })),
    onSuccess: async (meeting) => {
      void queries.invalidateQueries({ queryKey: ['meetings'] })
      await navigate(meetingPath(meeting.code))
    },
  })
  return (
    <>
      <Button
        {...(size === undefined ? {} : { size })}
        leftSection={<IconVideo size={22} />}
        loading={start.isPending}
        onClick={() => start.mutate()}
      >
        {t('home.start')}
      </Button>
      {start.isError && (
        <Text role="alert" c="var(--mantine-color-error)" mt="xs">
          {asApiError(start.error).text(currentLanguage())}
        </Text>
      )}
    </>
  )
}
