import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { countries } from './countries'
import { initials } from './initials'
import { passwordStrength } from './passwordStrength'
import { countryChoices, emptySignUp, missingFields } from './signUpForm'

describe('the sign-up form', () => {
  it('starts with nothing ticked and Vietnam chosen (C2)', () => {
    expect(emptySignUp).toMatchObject({
      country: 'VN',
      accept_terms: false,
      accept_privacy: false,
      accept_marketing: false,
    })
  })

  it('names every missing field (C1) and both consents (C2), not marketing', () => {
    expect(missingFields({ ...emptySignUp, full_name: '  ' })).toEqual({
      full_name: 'required',
      email: 'required',
      phone: 'required',
      password: 'required',
      accept_terms: 'notAccepted',
      accept_privacy: 'notAccepted',
    })
  })

  it('offers exactly the countries that the functions accept', () => {
    const source = readFileSync('../functions/chalicelib/domain/countries.py', 'utf8')
    const accepted = source.match(/\b[A-Z]{2}\b/gu)
    expect(countries).toEqual(accepted)
  })

  it('names countries in the reader’s language', () => {
    const label = (language: 'vi' | 'en', code: string) =>
      countryChoices(language).find(({ value }) => value === code)?.label
    expect(label('vi', 'DE')).toBe('Đức')
    expect(label('en', 'DE')).toBe('Germany')
  })
})

describe('password strength', () => {
  it.each([
    ['', 'short'],
    ['1234567', 'short'],
    ['12345678', 'weak'],
    ['hgfedcba', 'weak'],
    ['aaaaaaaaaaaaaaaa', 'weak'],
    ['matkhaune', 'weak'],
    ['matkhau-moi', 'fair'],
    ['Trời-mưa-to-quá-7', 'strong'],
    ['con mèo ngồi trên mái nhà', 'strong'],
  ])('%j is %s', (password, strength) => {
    expect(passwordStrength(password)).toBe(strength)
  })
})

describe('initials', () => {
  it.each([
    ['Nguyễn Thị Ánh', 'NÁ'],
    ['Lan', 'L'],
    ['  đỗ   an ', 'ĐA'],
    ['', ''],
    ['a\u0302n', 'A\u0302'],
  ])('of %j are %j', (name, letters) => {
    expect(initials(name)).toBe(letters)
  })
})
