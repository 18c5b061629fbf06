/** A password that can be shown, with words on how strong it looks. */
import { PasswordInput, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from '../i18n'
import { minPasswordLength, passwordStrength } from './passwordStrength'
import classes from './PasswordField.module.css'

interface PasswordFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: ReactNode
  /** For a password that is being chosen: hint, strength and the browser's suggestion. */
  readonly isNew?: boolean
}

export function PasswordField({
  label,
  value,
  onChange,
  error,
  isNew = false,
}: PasswordFieldProps) {
  const { t } = useTranslation('account')
  return (
    <div>
      <PasswordInput
        name="password"
        label={label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        // Unlike the other inputs, this one does not say so by itself.
        aria-invalid={Boolean(error)}
        description={isNew ? t('signUp.passwordHint') : null}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        visibilityToggleButtonProps={{ 'aria-label': t('signUp.showPassword'), tabIndex: 0 }}
        size="md"
        maxLength={128}
        required
        withAsterisk={false}
      />
      {isNew && <Strength password={value} />}
    </div>
  )
}

function Strength({ password }: { readonly password: string }) {
  const { t } = useTranslation('account')
  const strength = passwordStrength(password)
  return (
    <div className={classes.strength} data-strength={password === '' ? 'none' : strength}>
      <div className={classes.bars} aria-hidden="true">
        <i />
        <i />
        <i />
      </div>
      <Text size="sm" aria-live="polite" className={classes.words ?? ''}>
        {password === ''
          ? null
          : t(`strength.${strength}`, { count: minPasswordLength - password.length })}
      </Text>
    </div>
  )
}
