/** The mark (a ring that is switched on) and the word beside it. */
import { brand } from '../brand'
import classes from './Logo.module.css'

export function LogoMark({ size = 32 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="#0d7d75" />
      <path
        d="M21.6 9.2a8.75 8.75 0 1 0 3 4.9"
        fill="none"
        stroke="#fff"
        strokeWidth="4"
        strokeLinecap="round"
      />
      <circle cx="24.2" cy="7.9" r="3.4" fill="#f37021" />
    </svg>
  )
}

export function Logo() {
  return (
    <span className={classes.logo}>
      <LogoMark />
      <span className={classes.word} translate="no">
        {brand}
      </span>
    </span>
  )
}
