/** A policy's plain text: an empty line ends a paragraph, "# " begins a heading. */

export interface Block {
  readonly kind: 'heading' | 'paragraph'
  readonly text: string
  /** Its place in the text. */
  readonly at: number
}

export function parsePolicyText(text: string): Block[] {
  return text
    .split(/\n\s*\n|(?<=^# .*)\n/mu)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part, at) =>
      part.startsWith('# ')
        ? { kind: 'heading', text: part.slice('# '.length), at }
        : { kind: 'paragraph', text: part, at },
    )
}
