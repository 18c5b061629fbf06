/** An address that leads nowhere. */
import { Button } from '@mantine/core'
import { IconMap2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Notice } from '../components/Notice'

export default function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <Notice
      icon={<IconMap2 size={36} />}
      title={t('notices.notFoundTitle')}
      text={t('notices.notFoundText')}
    >
      <Button component={Link} to="/">
        {t('notices.toHome')}
      </Button>
    </Notice>
  )
}
