/** Header, page, footer: the frame of every page but the meeting room. */
import { Button, Group } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { Link, Outlet } from 'react-router'
import { useAccount } from '../api/session'
import { useTranslation } from '../i18n'
import { ColorSchemeSwitch } from './ColorSchemeSwitch'
import { ErrorBoundary } from './ErrorBoundary'
import { LanguageSwitch } from './LanguageSwitch'
import { Logo } from './Logo'
import { PageLoading } from './PageLoading'
import classes from './Shell.module.css'

// Its menu is half as heavy as the whole first page, and a visitor never sees it.
const AccountMenu = lazy(() => import('./AccountMenu'))

export function Shell() {
  const { t } = useTranslation()
  return (
    <>
      <a className={classes.skip} href="#main">
        {t('shell.skip')}
      </a>
      <Header />
      <main id="main" className={classes.main} tabIndex={-1}>
        <ErrorBoundary>
          <Suspense fallback={<PageLoading />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      <Footer />
    </>
  )
}

function Header() {
  const { t } = useTranslation()
  return (
    <header className={classes.header}>
      <div className={classes.bar}>
        <Link to="/" className={classes.home} aria-label={t('shell.home')}>
          <Logo />
        </Link>
        <Group gap={8} wrap="nowrap" component="nav" aria-label={t('shell.navigation')}>
          <LanguageSwitch />
          <ColorSchemeSwitch />
          <AccountLinks />
        </Group>
      </div>
    </header>
  )
}

function AccountLinks() {
  const { t } = useTranslation()
  const account = useAccount()
  if (account === undefined) return null
  if (account) {
    return (
      <Suspense fallback={<span className={classes.avatar} />}>
        <AccountMenu account={account} />
      </Suspense>
    )
  }
  return (
    <>
      <Button component={Link} to="/login" variant="subtle" className={classes.logIn ?? ''}>
        {t('shell.logIn')}
      </Button>
      <Button component={Link} to="/signup" className={classes.signUp ?? ''}>
        {t('shell.signUp')}
      </Button>
    </>
  )
}

function Footer() {
  const { t } = useTranslation()
  return (
    <footer className={classes.footer}>
      <div className={classes.bar}>
        <span>{t('shell.about')}</span>
        <Group gap="lg" component="nav" aria-label={t('shell.policies')}>
          <Link to="/policies/terms/current">{t('shell.terms')}</Link>
          <Link to="/policies/privacy/current">{t('shell.privacy')}</Link>
        </Group>
      </div>
    </footer>
  )
}
