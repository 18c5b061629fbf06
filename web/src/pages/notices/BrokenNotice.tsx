/** For what we did not foresee, and for code that a newer release has replaced. */
import { Button } from '@mantine/core'
import { IconMoodPuzzled } from '@tabler/icons-react'
import { Notice } from '../../components/Notice'
import { useTranslation } from '../../i18n'

export function BrokenNotice() {
  const { t } = useTranslation()
  return (
    <Notice
      icon={<IconMoodPuzzled size={36} />}
      title={t('notices.brokenTitle')}
      text={t('notices.brokenText')}
    >
      <Button onClick={() => window.location.reload()}>{t('notices.reload')}</Button>
    </Notice>
  )
}
