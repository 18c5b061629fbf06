/** What somebody alone in a room needs: the link to send. */
import { Button, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from '../i18n'
import classes from './layout.module.css'

export function meetingLink(): string {
  return window.location.origin + window.location.pathname
}

export function Invitation() {
  const { t } = useTranslation('room')
  const link = meetingLink()
  return (
    <aside className={classes.invitation}>
      <strong>{t('tile.alone')}</strong>
      <span>{t('tile.invite')}</span>
      <code>{link}</code>
      <CopyButton value={link}>
        {({ copied, copy }) => (
          <Button
            size="xs"
            variant="light"
            onClick={copy}
            leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          >
            {t(copied ? 'top.copied' : 'top.copyLink')}
          </Button>
        )}
      </CopyButton>
    </aside>
  )
}
