import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { RichText } from './RichText'

it('shows named parts in their own way and leaves the rest as words', () => {
  const html = renderToStaticMarkup(
    <RichText
      text="Read <terms>the terms</terms> & <b>this</b>."
      parts={{ terms: (words) => <a href="/t">{words}</a> }}
    />,
  )
  expect(html).toBe('Read <a href="/t">the terms</a> &amp; this.')
})
