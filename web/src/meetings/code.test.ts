import { describe, expect, it } from 'vitest'
import { formatCode, meetingLink, parseCode } from './code'

describe('a meeting’s code', () => {
  it('is shown in groups that are easy to read aloud', () => {
    expect(formatCode('4829317705')).toBe('482 931 7705')
  })

  it.each([
    ['4829317705'],
    ['482 931 7705'],
    [' 482-931-7705 '],
    ['482.931.7705'],
    ['https://onmeeting.example/m/4829317705'],
    ['onmeeting.example/m/482-931-7705?from=mail'],
    ['/m/4829317705'],
  ])('is found in %j', (text) => {
    expect(parseCode(text)).toBe('4829317705')
  })

  it.each([
    [''],
    ['482931770'],
    ['48293177051'],
    ['48293l7705'],
    ['https://x.example/4829317705/'],
    ['/m/'],
  ])('is not found in %j', (text) => {
    expect(parseCode(text)).toBeNull()
  })

  it('becomes a link', () => {
    expect(meetingLink('4829317705', 'https://x.example')).toBe('https://x.example/m/4829317705')
  })
})
