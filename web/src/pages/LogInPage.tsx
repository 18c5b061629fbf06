/** Log in with e-mail and password. */
import { Alert, Button, Stack, Text, TextInput } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useRef, useState, type SubmitEvent } from 'react'
import { Link, Navigate, useLocation, useNavigate } from 'react-router'
import { nextPage } from '../accounts/nextPage'
import { PasswordField } from '../accounts/PasswordField'
import { answer, api, useAccount } from '../api'
import { replaceSession } from '../api/session'
import { useAction } from '../api/useAction'
import { FormCard, FormError } from '../components/FormCard'
import { RichText } from '../components/RichText'
import { focusFirstInvalid } from '../components/focusFirstInvalid'
import { usePageTitle } from '../components/usePageTitle'
import { currentLanguage, useTranslation } from '../i18n'

export default function LogInPage() {
  const { t } = useTranslation('account')
  const account = useAccount()
  const { search } = useLocation()
  usePageTitle(t('logIn.title'))
  if (account) return <Navigate to={nextPage(search)} replace />
  return (
    <FormCard title={t('logIn.title')}>
      <Activated />
      <LogInForm />
    </FormCard>
  )
}

function Activated() {
  const { t } = useTranslation('account')
  const state = useLocation().state as { readonly activated?: boolean } | null
  if (!state?.activated) return null
  return (
    <Alert role="status" variant="light" icon={<IconCircleCheck />} mb="md">
      {t('logIn.activated')}
    </Alert>
  )
}

function LogInForm() {
  const { t } = useTranslation('account')
  const navigate = useNavigate()
  const { search } = useLocation()
  const formElement = useRef<HTMLFormElement>(null)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [submitted, setSubmitted] = useState(false)
  const logIn = useAction(async () => {
    replaceSession(await answer(api.POST('/api/sessions', { body: { email, password } })))
    await navigate(nextPage(search), { replace: true })
  })

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setSubmitted(true)
    if (email.trim() !== '' && password !== '') logIn.run()
    else focusFirstInvalid(formElement)
  }
  const required = (value: string) =>
    submitted && value.trim() === '' ? t('signUp.required') : undefined

  return (
    <form ref={formElement} onSubmit={submit} noValidate>
      <Stack gap="md">
        <FormError text={logIn.error?.text(currentLanguage()) ?? null} />
        <TextInput
          name="email"
          type="email"
          label={t('logIn.email')}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={required(email)}
          autoComplete="username"
          size="md"
          maxLength={254}
          required
          withAsterisk={false}
        />
        <PasswordField
          label={t('logIn.password')}
          value={password}
          onChange={setPassword}
          error={required(password)}
        />
        <Button type="submit" size="md" loading={logIn.pending}>
          {t('logIn.submit')}
        </Button>
        <Text size="sm">
          <RichText
            text={t('logIn.noAccount')}
            parts={{ signup: (words) => <Link to="/signup">{words}</Link> }}
          />
        </Text>
        <Text size="sm" c="dimmed">
          <RichText
            text={t('logIn.guest')}
            parts={{ home: (words) => <Link to="/">{words}</Link> }}
          />
        </Text>
      </Stack>
    </form>
  )
}
