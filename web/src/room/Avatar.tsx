/** Initials on a person's own colour, where there is no picture. */
import { initials } from '../accounts/initials'
import { hueOf } from '../state/people'
import classes from './tile.module.css'

export function Avatar({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <span className={classes.avatar} style={{ '--hue': hueOf(id) }} aria-hidden="true">
      {initials(name)}
    </span>
  )
}
