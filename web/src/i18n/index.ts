/**
 * The languages a person can read us in: Vietnamese first, the choice remembered.
 *
 * Texts are files, one per language and area, each a chunk of its own: a visitor loads one
 * language of the page at hand.
 */
import { use, useMemo, useSyncExternalStore } from 'react'
import { translate, type KeyOf, type Texts, type Values } from './translate'
import type account from './vi/account.json'
import type common from './vi/common.json'
import type meetings from './vi/meetings.json'
import type policies from './vi/policies.json'
import type room from './vi/room.json'

export const languages = ['vi', 'en'] as const
export type Language = (typeof languages)[number]

interface Areas {
  account: typeof account
  common: typeof common
  meetings: typeof meetings
  policies: typeof policies
  room: typeof room
}
type Area = keyof Areas

export type Translate<A extends Area = 'common'> = (key: KeyOf<Areas[A]>, values?: Values) => string

const storageKey = 'onmeeting.language'
const files = import.meta.glob<Texts>('./{vi,en}/*.json', { import: 'default' })
const loaded = new Map<string, Texts>()
const loading = new Map<string, Promise<Texts>>()
const listeners = new Set<() => void>()
let current: Language = 'vi'

export const currentLanguage = (): Language => current

/** The texts of one area; suspends while they load. */
export function useTranslation<A extends Area = 'common'>(area?: A): { readonly t: Translate<A> } {
  const language = useSyncExternalStore(subscribe, currentLanguage)
  const path = fileOf(language, area ?? 'common')
  const texts = use(load(path))
  return useMemo(
    () => ({ t: (key, values) => translate(texts, language, key, values) }),
    [texts, language],
  )
}

/** Read the remembered choice and the texts of the first page. */
export async function startTexts(): Promise<void> {
  const stored = localStorage.getItem(storageKey)
  await show(languages.find((language) => language === stored) ?? 'vi')
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language)
  await show(language)
}

async function show(language: Language): Promise<void> {
  // What is on the screen now is loaded first, so that the page changes at once, without a gap.
  const areas = new Set(['common.json', ...[...loaded.keys()].map((path) => path.split('/')[2])])
  await Promise.all([...areas].map((area) => load(`./${language}/${area}`)))
  current = language
  document.documentElement.lang = language
  listeners.forEach((listener) => listener())
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const fileOf = (language: Language, area: Area) => `./${language}/${area}.json`

function load(path: string): Promise<Texts> {
  const started = loading.get(path)
  if (started) return started
  const file = files[path]
  if (!file) throw new RangeError(`no texts at ${path}`)
  const promise: Promise<Texts> = file().then(
    (texts) => {
      loaded.set(path, texts)
      // React's own mark of a settled promise: `use` reads it at once, without suspending.
      void Object.assign(promise, { status: 'fulfilled', value: texts })
      return texts
    },
    (error: unknown) => {
      loading.delete(path) // the next look asks again
      throw error
    },
  )
  loading.set(path, promise)
  return promise
}
