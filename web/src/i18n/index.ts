/** The languages a person can read us in. Vietnamese comes first; the choice is remembered. */
import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'

export const languages = ['vi', 'en'] as const
export type Language = (typeof languages)[number]

const storageKey = 'onmeeting.language'

type Texts = Record<string, unknown>

// Each text file is a chunk of its own: a visitor loads one language of the page at hand.
const files = import.meta.glob<Texts>('./{vi,en}/*.json', { import: 'default' })

const lazyTexts: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, done) => {
    const load = files[`./${language}/${namespace}.json`]
    if (!load) throw new Error(`no texts for ${language}/${namespace}`)
    load().then(
      (texts) => done(null, texts),
      (error: unknown) => done(error instanceof Error ? error : String(error), false),
    )
  },
}

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value)
}

function storedLanguage(): Language {
  const stored = localStorage.getItem(storageKey)
  return isLanguage(stored) ? stored : 'vi'
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'vi'
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language)
  await i18next.changeLanguage(language)
}

/** Load the first texts; after it `useTranslation` suspends for other namespaces by itself. */
export async function startTexts(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
  await i18next
    .use(lazyTexts)
    .use(initReactI18next)
    .init({
      lng: storedLanguage(),
      fallbackLng: false,
      supportedLngs: languages,
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
    })
}
