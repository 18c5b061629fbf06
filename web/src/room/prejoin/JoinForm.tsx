/** Who comes in, and the password if the meeting has one. */
import { Alert, Button, PasswordInput, TextInput } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import type { ApiError, PublicMeeting } from '../../api'
import { useAccount } from '../../api/session'
import { currentLanguage, useTranslation } from '../../i18n'
import classes from './prejoin.module.css'
import { rememberedName, type Seat } from './tab'

interface Props {
  readonly meeting: PublicMeeting
  readonly joining: boolean
  readonly error: ApiError | null
  readonly onJoin: (seat: Seat) => void
}

/** Problems that belong to the password's field, by their code. */
const passwordCodes: readonly string[] = ['password_required', 'password_wrong']
const NAME_MAX_CHARS = 80

export function JoinForm({ meeting, joining, error, onJoin }: Props) {
  const { t } = useTranslation('room')
  const account = useAccount()
  const needsPassword = meeting.has_password && !meeting.is_host
  const [name, setName] = useState(() => rememberedName(localStorage))
  const [password, setPassword] = useState('')
  const [asked, setAsked] = useState(false)
  const complete = (account !== null || name.trim() !== '') && (!needsPassword || password !== '')

  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setAsked(true)
    if (!complete || account === undefined) return
    onJoin({
      code: meeting.code,
      name: account === null ? name.trim() : null,
      password: needsPassword ? password : null,
    })
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <GeneralProblem error={error} />
      {account === null && (
        <TextInput
          label={t('prejoin.name')}
          description={t('prejoin.nameHint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={NAME_MAX_CHARS}
          autoComplete="name"
          required
          error={asked && name.trim() === '' ? t('prejoin.nameMissing') : nameError(error)}
        />
      )}
      {account && <p>{t('prejoin.joinAs', { name: account.full_name })}</p>}
      {needsPassword && (
        <PasswordInput
          label={t('prejoin.password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="off"
          required
          error={asked && password === '' ? t('prejoin.passwordMissing') : passwordError(error)}
        />
      )}
      <JoinButton meeting={meeting} loading={joining} disabled={account === undefined} />
    </form>
  )
}

interface JoinButtonProps {
  readonly meeting: PublicMeeting
  readonly loading: boolean
  readonly disabled: boolean
}

function JoinButton({ meeting, loading, disabled }: JoinButtonProps) {
  const { t } = useTranslation('room')
  const starts = meeting.is_host && meeting.state !== 'running'
  return (
    <>
      <Button type="submit" size="lg" loading={loading} disabled={disabled} fullWidth>
        {t(starts ? 'prejoin.start' : 'prejoin.join')}
      </Button>
      {meeting.lobby && !meeting.is_host && (
        <p className={classes.hint}>{t('prejoin.lobbyHint')}</p>
      )}
    </>
  )
}

function nameError(error: ApiError | null): string | null {
  return error?.fieldTexts(currentLanguage())['name'] ?? null
}

function passwordError(error: ApiError | null): string | null {
  const wrong = error !== null && passwordCodes.includes(error.code)
  return wrong ? error.text(currentLanguage()) : null
}

function GeneralProblem({ error }: { readonly error: ApiError | null }) {
  if (error === null || passwordCodes.includes(error.code) || 'name' in error.fields) return null
  return (
    <Alert color="red" variant="light" role="alert">
      {error.text(currentLanguage())}
    </Alert>
  )
}
