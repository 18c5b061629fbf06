import { expect, it } from 'vitest'
import { parsePolicyText } from './policyText'

it('tells headings from paragraphs', () => {
  const text = '# One\nFirst line\nsecond line\n\n\nNext # not a heading\n\n# Two\n'
  expect(parsePolicyText(text)).toEqual([
    { kind: 'heading', text: 'One', at: 0 },
    { kind: 'paragraph', text: 'First line\nsecond line', at: 1 },
    { kind: 'paragraph', text: 'Next # not a heading', at: 2 },
    { kind: 'heading', text: 'Two', at: 3 },
  ])
})
