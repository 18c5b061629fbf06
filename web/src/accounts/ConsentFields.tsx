/** What a new customer agrees to: two policies, and apart from them news (C2). */
import { Checkbox, Stack, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { RichText } from '../components/RichText'
import { useTranslation } from '../i18n'
import type { SignUpField, SignUpForm } from './signUpForm'

interface ConsentFieldsProps {
  readonly form: SignUpForm
  readonly errors: Partial<Record<SignUpField, string>>
  readonly onChange: (change: Partial<SignUpForm>) => void
}

export function ConsentFields({ form, errors, onChange }: ConsentFieldsProps) {
  const { t } = useTranslation('account')
  const consent = (
    name: 'accept_terms' | 'accept_privacy' | 'accept_marketing',
    label: ReactNode,
  ) => (
    <Checkbox
      name={name}
      label={label}
      checked={form[name]}
      error={errors[name] === undefined ? null : <span id={`${name}-error`}>{errors[name]}</span>}
      // A checkbox says neither of these by itself.
      aria-invalid={errors[name] !== undefined}
      aria-describedby={errors[name] === undefined ? undefined : `${name}-error`}
      onChange={(event) => onChange({ [name]: event.currentTarget.checked })}
      required={name !== 'accept_marketing'}
    />
  )
  return (
    <Stack gap="sm">
      {consent(
        'accept_terms',
        <RichText
          text={t('signUp.terms')}
          parts={{ terms: (words) => <PolicyLink policy="terms" words={words} /> }}
        />,
      )}
      {consent(
        'accept_privacy',
        <RichText
          text={t('signUp.privacy')}
          parts={{ privacy: (words) => <PolicyLink policy="privacy" words={words} /> }}
        />,
      )}
      {consent('accept_marketing', t('signUp.marketing'))}
    </Stack>
  )
}

function PolicyLink({ policy, words }: { readonly policy: string; readonly words: string }) {
  const { t } = useTranslation('account')
  return (
    <Link to={`/policies/${policy}/current`} target="_blank">
      {words}
      <VisuallyHidden> {t('signUp.newTab')}</VisuallyHidden>
    </Link>
  )
}
