/** Chat text as pieces: web addresses become anchors, everything else stays text. */

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

const address = /\bhttps?:\/\/[^\s<>"']+/giu
/** Punctuation that ends the sentence around a link, not the link. */
const trailing = /[.,;:!?)\]}]+$/u

export function linkify(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(address)) {
    const shown = match[0].replace(trailing, '')
    if (!URL.canParse(shown)) continue
    if (match.index > end) pieces.push({ kind: 'text', text: text.slice(end, match.index) })
    pieces.push({ kind: 'link', text: shown, href: new URL(shown).href })
    end = match.index + shown.length
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) })
  return pieces
}
