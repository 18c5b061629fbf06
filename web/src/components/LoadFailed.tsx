/** A page's content did not come: why, and once more. */
import { Button } from '@mantine/core'
import { IconCloudOff } from '@tabler/icons-react'
import { asApiError } from '../api'
import { currentLanguage, useTranslation } from '../i18n'
import { Notice } from './Notice'

interface LoadFailedProps {
  readonly error: Error
  readonly onRetry: () => void
}

export function LoadFailed({ error, onRetry }: LoadFailedProps) {
  const { t } = useTranslation()
  return (
    <Notice
      icon={<IconCloudOff size={36} />}
      title={t('notices.loadFailedTitle')}
      text={asApiError(error).text(currentLanguage())}
      level={2}
    >
      <Button onClick={onRetry}>{t('notices.retry')}</Button>
    </Notice>
  )
}
