/** What a person types to sign up, under the names the functions know. */
import type { Language } from '../i18n'
import { countries } from './countries'

export interface SignUpForm {
  readonly full_name: string
  readonly email: string
  readonly phone: string
  readonly country: string
  readonly password: string
  readonly accept_terms: boolean
  readonly accept_privacy: boolean
  readonly accept_marketing: boolean
}

/** Nothing is ticked for anybody (C2). */
export const emptySignUp: SignUpForm = {
  full_name: '',
  email: '',
  phone: '',
  country: 'VN',
  password: '',
  accept_terms: false,
  accept_privacy: false,
  accept_marketing: false,
}

const mandatory = ['full_name', 'email', 'phone', 'password', 'country'] as const
const consents = ['accept_terms', 'accept_privacy'] as const

export type SignUpField = keyof SignUpForm

/** What is missing at a glance (C1, C2), in the form's order; all other rules are the functions'. */
export function missingFields(
  form: SignUpForm,
): Partial<Record<SignUpField, 'required' | 'notAccepted'>> {
  return Object.fromEntries([
    ...mandatory.filter((name) => form[name].trim() === '').map((name) => [name, 'required']),
    ...consents.filter((name) => !form[name]).map((name) => [name, 'notAccepted']),
  ]) as Partial<Record<SignUpField, 'required' | 'notAccepted'>>
}

/** ISO 3166-1 codes with their names, sorted as a reader of the language expects. */
export function countryChoices(language: Language): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(language, { type: 'region' })
  return countries
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label, language))
}
