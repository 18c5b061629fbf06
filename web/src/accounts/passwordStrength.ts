/** How strong a password looks while it is typed. A hint only: the functions decide. */

export const minPasswordLength = 8

export type Strength = 'short' | 'weak' | 'fair' | 'strong'

export function passwordStrength(password: string): Strength {
  if (password.length < minPasswordLength) return 'short'
  const different = new Set(password.toLowerCase()).size
  if (different < 5 || isRun(password)) return 'weak'
  // Length counts most; kinds of characters help a short one.
  const score = password.length + 2 * kindsOf(password)
  if (score >= 20) return 'strong'
  return score >= 13 ? 'fair' : 'weak'
}

const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u]

const kindsOf = (password: string) => kinds.filter((kind) => kind.test(password)).length

/** Whether every character follows its neighbour by the same small step: 12345678, hgfedcba. */
function isRun(password: string): boolean {
  const step = password.charCodeAt(1) - password.charCodeAt(0)
  if (Math.abs(step) > 1) return false
  for (let at = 1; at < password.length; at += 1) {
    if (password.charCodeAt(at) - password.charCodeAt(at - 1) !== step) return false
  }
  return true
}
