/** A round button of the toolbar, with its name and shortcut in a tooltip. */
import { Indicator, Tooltip, UnstyledButton } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import type { ComponentPropsWithRef } from 'react'
import classes from './toolbar.module.css'

interface Props extends ComponentPropsWithRef<'button'> {
  readonly icon: Icon
  readonly label: string
  readonly shortcut?: string
  /** Something is on that could be off (panel open, hand up, sharing). */
  readonly active?: boolean
  /** Something is off that others might expect on (microphone, camera). */
  readonly off?: boolean
  readonly count?: number
  /** On a phone it moves into the menu. */
  readonly wideOnly?: boolean
}

export function ToolButton(props: Props) {
  const { icon: Glyph, label, shortcut, active, off, count = 0, wideOnly, ...button } = props
  return (
    <Tooltip
      label={shortcut === undefined ? label : `${label} (${shortcut})`}
      openDelay={300}
      events={{ hover: true, focus: true, touch: false }}
    >
      <UnstyledButton
        {...button}
        className={classes.button}
        aria-label={label}
        aria-pressed={active}
        aria-keyshortcuts={shortcut}
        data-off={off === true || undefined}
        data-wide-only={wideOnly === true || undefined}
      >
        <Indicator
          label={count}
          disabled={count === 0}
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
