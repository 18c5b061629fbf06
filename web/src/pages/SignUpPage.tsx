/** Sign up: the five mandatory fields (C1), consents (C2), then on to the codes (C3). */
import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useCallback, useRef, useState, type SubmitEvent } from 'react'
import { Link, useNavigate } from 'react-router'
import { ConsentFields } from '../accounts/ConsentFields'
import { CountryField } from '../accounts/CountryField'
import { PasswordField } from '../accounts/PasswordField'
import { registered, rememberRegistration } from '../accounts/registration'
import {
  emptySignUp,
  missingFields,
  type SignUpField,
  type SignUpForm,
} from '../accounts/signUpForm'
import { answer, api } from '../api'
import { useAction } from '../api/useAction'
import { FormCard, FormError } from '../components/FormCard'
import { RichText } from '../components/RichText'
import { focusFirstInvalid } from '../components/focusFirstInvalid'
import { usePageTitle } from '../components/usePageTitle'
import { currentLanguage, useTranslation } from '../i18n'

type Errors = Partial<Record<SignUpField, string>>

export default function SignUpPage() {
  const { t } = useTranslation('account')
  const navigate = useNavigate()
  const [form, setForm] = useState(emptySignUp)
  const [missing, setMissing] = useState<ReturnType<typeof missingFields>>({})
  const formElement = useRef<HTMLFormElement>(null)
  const signUp = useAction(async () => {
    const body = { ...form, locale: currentLanguage() }
    const answered = await answer(api.POST('/api/accounts', { body }))
    rememberRegistration(answered.registration_id, registered(answered))
    await navigate(`/verify/${answered.registration_id}`)
  })
  usePageTitle(t('signUp.title'))

  const change = useCallback(
    (changed: Partial<SignUpForm>) => setForm((before) => ({ ...before, ...changed })),
    [],
  )
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const found = missingFields(form)
    setMissing(found)
    signUp.clear()
    if (Object.keys(found).length === 0) signUp.run()
    else focusFirstInvalid(formElement)
  }

  const errors: Errors = {
    ...signUp.error?.fieldTexts(currentLanguage()),
    ...Object.fromEntries(
      Object.entries(missing).map(([field, reason]) => [field, t(`signUp.${reason}`)]),
    ),
  }
  const marked = Object.keys(errors).length > 0
  const failed = signUp.error && !marked ? signUp.error.text(currentLanguage()) : null

  return (
    <FormCard title={t('signUp.title')} lead={t('signUp.lead')}>
      <form ref={formElement} onSubmit={submit} noValidate>
        <Stack gap="md">
          <FormError text={marked ? t('signUp.checkFields') : failed} />
          <PersonFields form={form} errors={errors} onChange={change} />
          <PasswordField
            label={t('signUp.password')}
            value={form.password}
            onChange={(password) => change({ password })}
            error={errors.password}
            isNew
          />
          <ConsentFields form={form} errors={errors} onChange={change} />
          <Button type="submit" size="md" loading={signUp.pending}>
            {t('signUp.submit')}
          </Button>
          <Text size="sm">
            <RichText
              text={t('signUp.haveAccount')}
              parts={{ login: (words) => <Link to="/login">{words}</Link> }}
            />
          </Text>
        </Stack>
      </form>
    </FormCard>
  )
}

interface PersonFieldsProps {
  readonly form: SignUpForm
  readonly errors: Errors
  readonly onChange: (change: Partial<SignUpForm>) => void
}

function PersonFields({ form, errors, onChange }: PersonFieldsProps) {
  const { t } = useTranslation('account')
  const field = (name: 'full_name' | 'email' | 'phone') => ({
    name,
    value: form[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
    size: 'md',
    required: true,
    withAsterisk: false,
  })
  return (
    <>
      <TextInput
        {...field('full_name')}
        label={t('signUp.fullName')}
        autoComplete="name"
        maxLength={100}
      />
      <TextInput
        {...field('email')}
        label={t('signUp.email')}
        type="email"
        autoComplete="email"
        maxLength={254}
      />
      <CountryField value={form.country} error={errors.country} onChange={onChange} />
      <TextInput
        {...field('phone')}
        label={t('signUp.phone')}
        description={t('signUp.phoneHint')}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        type="tel"
        autoComplete="tel"
        maxLength={32}
      />
    </>
  )
}
