/** An address that leads nowhere. */
import { Button } from '@mantine/core'
import { IconMap2 } from '@tabler/icons-react'
import { Link } from 'react-router'
import { Notice } from '../components/Notice'
import { useTranslation } from '../i18n'

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
