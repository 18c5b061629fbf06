/** The country, by name in the reader's language. */
import { NativeSelect } from '@mantine/core'
import { memo, useMemo } from 'react'
import { currentLanguage, useTranslation } from '../i18n'
import { countryChoices, type SignUpForm } from './signUpForm'

interface CountryFieldProps {
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (change: Partial<SignUpForm>) => void
}

/** Its 249 options are not drawn again for every key typed beside it. */
export const CountryField = memo(function CountryField(props: CountryFieldProps) {
  const { t } = useTranslation('account')
  const language = currentLanguage()
  const choices = useMemo(() => countryChoices(language), [language])
  return (
    <NativeSelect
      name="country"
      label={t('signUp.country')}
      data={choices}
      value={props.value}
      error={props.error}
      onChange={(event) => props.onChange({ country: event.currentTarget.value })}
      autoComplete="country"
      size="md"
      required
      withAsterisk={false}
    />
  )
})
