/** A text with parts that are more than words: `I accept the <terms>Terms</terms>`. */
import { Fragment, type ReactNode } from 'react'

interface RichTextProps {
  readonly text: string
  /** How each named part is shown. */
  readonly parts: Readonly<Record<string, (words: string) => ReactNode>>
}

export function RichText({ text, parts }: RichTextProps) {
  // A split with two groups yields: plain, name, words, plain, name, words, …, plain.
  const pieces = text.split(/<(\w+)>(.*?)<\/\1>/u)
  return pieces.map((piece, index) => {
    if (index % 3 === 1) return null
    const name = index % 3 === 2 ? pieces[index - 1] : undefined
    const show = name === undefined ? undefined : parts[name]
    return <Fragment key={index}>{show ? show(piece) : piece}</Fragment>
  })
}
