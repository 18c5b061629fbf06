/** From a text with gaps to words: keys, plurals and values. Pure. */

export interface Texts {
  readonly [key: string]: string | Texts
}

export type Values = Readonly<Record<string, string | number>>

type Leaf<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaf<T[K]>}`
}[keyof T & string]

type WithoutPlural<K extends string> = K extends `${infer Base}_other` ? Base : K

/** Every key of a file of texts, as `section.key`; `x_other` is asked for as `x` with a count. */
export type KeyOf<T> = WithoutPlural<Leaf<T>>

/** The words for `key`. A count picks between `key_one` and `key_other` where both exist. */
export function translate(
  texts: Texts,
  language: string,
  key: string,
  values: Values = {},
): string {
  const text = lookUp(texts, key) ?? lookUp(texts, pluralKey(texts, language, key, values['count']))
  if (text === undefined) throw new RangeError(`no text for ${key}`)
  return text.replace(/\{\{(\w+)\}\}/gu, (gap, name: string) => String(values[name] ?? gap))
}

function pluralKey(
  texts: Texts,
  language: string,
  key: string,
  count: string | number | undefined,
): string {
  const form = new Intl.PluralRules(language).select(Number(count))
  const exact = `${key}_${form}`
  return lookUp(texts, exact) === undefined ? `${key}_other` : exact
}

function lookUp(texts: Texts, key: string): string | undefined {
  let found: string | Texts | undefined = texts
  for (const part of key.split('.')) found = typeof found === 'object' ? found[part] : undefined
  return typeof found === 'string' ? found : undefined
}
