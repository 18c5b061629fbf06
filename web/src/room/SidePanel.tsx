/** The frame of chat and participants: beside the pictures, or over them on a phone. */
import { CloseButton } from '@mantine/core'
import { useFocusReturn, useWindowEvent } from '@mantine/hooks'
import { useRef, type ReactNode } from 'react'
import { useTranslation } from '../i18n'
import classes from './panel.module.css'

interface Props {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

export function SidePanel({ title, onClose, children }: Props) {
  const { t } = useTranslation('room')
  const panel = useRef<HTMLElement>(null)
  useFocusReturn({ opened: true })
  useWindowEvent('keydown', (event) => {
    const inside = event.target instanceof Node && panel.current?.contains(event.target) === true
    if (event.key === 'Escape' && inside) onClose()
  })
  return (
    <aside className={classes.panel} aria-label={title} ref={panel}>
      <header className={classes.header}>
        <h2>{title}</h2>
        <CloseButton aria-label={t('chat.close')} onClick={onClose} />
      </header>
      {children}
    </aside>
  )
}
