/** A form on a quiet card: heading, what failed as a whole, fields. */
import { Alert, Paper } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './FormCard.module.css'

interface FormCardProps {
  readonly title: string
  readonly lead?: string
  readonly children: ReactNode
}

export function FormCard({ title, lead, children }: FormCardProps) {
  return (
    <Paper className={classes.card ?? ''} withBorder radius="lg">
      <h1 className={classes.title}>{title}</h1>
      {lead !== undefined && <p className={classes.lead}>{lead}</p>}
      {children}
    </Paper>
  )
}

/** Said aloud when it appears; stays empty until then, so that screen readers notice the change. */
export function FormError({ text }: { readonly text: string | null }) {
  return (
    <div role="alert">
      {text !== null && (
        <Alert
          role="none"
          color="red"
          variant="light"
          icon={<IconAlertCircle />}
          className={classes.error ?? ''}
        >
          {text}
        </Alert>
      )}
    </div>
  )
}
