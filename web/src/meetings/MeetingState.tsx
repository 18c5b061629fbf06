/** Where a meeting stands, in a word and a colour. */
import { Badge } from '@mantine/core'
import type { Meeting } from '../api'
import { useTranslation } from '../i18n'

const looks = {
  idle: { text: 'meeting.idle', color: 'gray' },
  running: { text: 'meeting.running', color: 'jade' },
  ended: { text: 'meeting.over', color: 'gray' },
} as const

export function MeetingState({ state }: { readonly state: Meeting['state'] }) {
  const { t } = useTranslation('meetings')
  const { text, color } = looks[state]
  return (
    <Badge color={color} variant={state === 'running' ? 'filled' : 'default'} size="lg">
      {t(text)}
    </Badge>
  )
}
