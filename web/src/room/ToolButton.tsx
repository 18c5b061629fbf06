/** A round button of the toolbar, with its name and shortcut in a tooltip. */
import { Indicator, Tooltip, UnstyledButton } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import classes from './toolbar.module.css'

interface Props {
  readonly icon: Icon
  readonly label: string
  readonly shortcut?: string
  /** Something is on that could be off (panel open, hand up, sharing). */
  readonly active?: boolean
  /** Something is off that others might expect on (microphone, camera). */
  readonly off?: boolean
  readonly count?: number
  readonly wideOnly?: boolean
  readonly onClick?: () => void
}

export function ToolButton({ icon: Glyph, label, shortcut, active, off, count, ...rest }: Props) {
  const hint = shortcut === undefined ? label : `${label} (${shortcut})`
  return (
    <Tooltip label={hint} openDelay={300} events={{ hover: true, focus: true, touch: false }}>
      <UnstyledButton
        className={classes.button}
        aria-label={label}
        aria-pressed={active}
        aria-keyshortcuts={shortcut}
        data-off={off === true || undefined}
        data-wide-only={rest.wideOnly === true || undefined}
        onClick={rest.onClick}
      >
        <Indicator
          label={count}
          disabled={count === undefined || count === 0}
          size={18}
          offset={2}
          zIndex={1}
          classNames={{ indicator: classes.count ?? '' }}
        >
          <Glyph size={22} stroke={1.8} />
        </Indicator>
      </UnstyledButton>
    </Tooltip>
  )
}
