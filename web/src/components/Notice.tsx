/** One thing to say and what can be done about it: the frame of every notice page. */
import type { ReactNode } from 'react'
import classes from './Notice.module.css'

interface NoticeProps {
  readonly icon: ReactNode
  readonly title: string
  readonly text: string
  /** Of the heading: 2 inside a page that has its own title. */
  readonly level?: 1 | 2
  /** Buttons and links, the most useful first. */
  readonly children?: ReactNode
}

export function Notice({ icon, title, text, level = 1, children }: NoticeProps) {
  const Heading = `h${level}` as const
  return (
    <section className={classes.notice} role="status">
      <div className={classes.icon} aria-hidden="true">
        {icon}
      </div>
      <Heading className={classes.title}>{title}</Heading>
      <p className={classes.text}>{text}</p>
      <div className={classes.actions}>{children}</div>
    </section>
  )
}
