/** Times as people in Vietnam read them, whatever the device's clock zone says. */
import type { Language } from '.'

const timeZone = 'Asia/Ho_Chi_Minh'
const locales = { vi: 'vi-VN', en: 'en-GB' } as const

export function formatDateTime(ms: number, language: Language): string {
  const time = { hour: '2-digit', minute: '2-digit' } as const
  const date = { day: '2-digit', month: '2-digit', year: 'numeric' } as const
  return new Intl.DateTimeFormat(locales[language], { ...time, ...date, timeZone }).format(ms)
}

export function formatDate(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone }).format(ms)
}
