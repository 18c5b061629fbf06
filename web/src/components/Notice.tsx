/** One thing to say and what can be done about it: the frame of every notice page. */
import type { ReactNode } from 'react'
import classes from './Notice.module.css'

interface NoticeProps {
  readonly icon: ReactNode
  readonly title: string
  readonly text: string
  /** Buttons and links, the most useful first. */
  readonly children?: ReactNode
}

export function Notice({ icon, title, text, children }: NoticeProps) {
  return (
    <section className={classes.notice} role="status">
      <div className={classes.icon} aria-hidden="true">
        {icon}
      </div>
      <h1 className={classes.title}>{title}</h1>
      <p className={classes.text}>{text}</p>
      <div className={classes.actions}>{children}</div>
    </section>
  )
}
