/** Every text exists in Vietnamese and in English, with the same placeholders. */
import { describe, expect, it } from 'vitest'

interface Texts {
  readonly [key: string]: string | Texts
}

const files = import.meta.glob<Texts>('./{vi,en}/*.json', { import: 'default', eager: true })

function flatten(texts: Texts, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') flat.set(prefix + key, value)
    else flatten(value, `${prefix}${key}.`).forEach((text, inner) => flat.set(inner, text))
  }
  return flat
}

// English has a singular and a plural form, Vietnamese one for all.
const withoutPlural = (key: string) => key.replace(/_(one|other)$/, '')

const keysOf = (texts: Map<string, string>) =>
  [...new Set([...texts.keys()].map(withoutPlural))].sort()

const placeholdersOf = (text: string) =>
  [
    ...new Set([...text.matchAll(/\{\{(\w+)\}\}|<(\w+)>/g)].map((found) => found[1] ?? found[2])),
  ].sort()

const names = Object.keys(files)
  .filter((path) => path.startsWith('./vi/'))
  .map((path) => path.slice('./vi/'.length))

describe.each(names)('%s', (name) => {
  const vi = flatten(files[`./vi/${name}`]!)
  const en = flatten(files[`./en/${name}`] ?? {})

  it('has the same keys in both languages', () => {
    expect(keysOf(en)).toEqual(keysOf(vi))
  })

  it('leaves no text empty', () => {
    for (const text of [...vi.values(), ...en.values()]) expect(text.trim()).not.toBe('')
  })

  it('uses the same placeholders in both languages', () => {
    for (const [key, text] of vi) {
      const english = en.get(key) ?? en.get(`${withoutPlural(key)}_other`) ?? ''
      expect([key, placeholdersOf(english)]).toEqual([key, placeholdersOf(text)])
    }
  })
})

it('has no English file without its Vietnamese one', () => {
  const english = Object.keys(files).filter((path) => path.startsWith('./en/'))
  expect(english.map((path) => path.slice('./en/'.length)).sort()).toEqual([...names].sort())
})
