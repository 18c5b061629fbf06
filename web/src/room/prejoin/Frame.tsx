/** Around a meeting's door: the way home, language and colours; no header that leads away. */
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { ColorSchemeSwitch } from '../../components/ColorSchemeSwitch'
import { LanguageSwitch } from '../../components/LanguageSwitch'
import { Logo } from '../../components/Logo'
import { useTranslation } from '../../i18n'
import classes from './prejoin.module.css'

export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <Link to="/" className={classes.home} aria-label={t('shell.home')}>
          <Logo />
        </Link>
        <nav aria-label={t('shell.navigation')}>
          <LanguageSwitch />
          <ColorSchemeSwitch />
        </nav>
      </header>
      <main className={classes.content}>{children}</main>
    </div>
  )
}
