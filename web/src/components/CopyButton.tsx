/** Put a text on the clipboard and say so. */
import { Button, type ButtonProps } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from '../i18n'

interface CopyButtonProps extends ButtonProps {
  readonly text: string
}

export function CopyButton({ text, ...rest }: CopyButtonProps) {
  const { t } = useTranslation('meetings')
  const clipboard = useClipboard({ timeout: 2000 })
  return (
    <Button
      variant="default"
      leftSection={clipboard.copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
      onClick={() => clipboard.copy(text)}
      {...rest}
    >
      <span aria-live="polite">
        {clipboard.copied ? t('meeting.copied') : t('meeting.copyLink')}
      </span>
    </Button>
  )
}
