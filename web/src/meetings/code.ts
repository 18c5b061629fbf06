/** A meeting's code: ten digits, read aloud as 3-3-4. */

const length = 10

export function formatCode(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3, 6)} ${code.slice(6)}`
}

/** Find the code in what a person typed or pasted: digits in any grouping, or a whole link. */
export function parseCode(text: string): string | null {
  const inLink = /\/m\/([\d\s-]+)/u.exec(text)
  const digits = (inLink?.[1] ?? text).trim().replace(/[\s.-]/gu, '')
  return digits.length === length && /^\d+$/u.test(digits) ? digits : null
}

export const meetingPath = (code: string) => `/m/${code}`

export const meetingLink = (code: string, origin: string) => origin + meetingPath(code)
