/** What a visitor downloads before the first page works, measured on a real build. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const scriptBudgetBytes = 120_000

describe('the first page', () => {
  const outDir = mkdtempSync(join(tmpdir(), 'first-page-'))
  const read = (file: string) => readFileSync(join(outDir, file), 'utf8')
  let page = ''
  let scripts: string[] = []

  beforeAll(() => {
    const vite = 'node_modules/vite/bin/vite.js'
    const env = { ...process.env, NODE_ENV: 'production' }
    execFileSync(process.execPath, [vite, 'build', '--outDir', outDir, '--logLevel', 'error'], {
      env,
    })
    page = readFileSync(join(outDir, 'index.html'), 'utf8')
    // The entry, what is preloaded with it, and a newcomer's texts, which it asks for at once.
    const texts = readdirSync(join(outDir, 'assets')).filter((name) => /^common-.*js$/u.test(name))
    const vietnamese = texts.filter((name) => read(`assets/${name}`).includes('Đăng ký'))
    const linked = (page.match(/assets\/[^"]+\.js/gu) ?? []).map(read)
    scripts = [...linked, ...vietnamese.map((name) => read(`assets/${name}`))]
  }, 120_000)

  afterAll(() => rmSync(outDir, { recursive: true }))

  it('stays within 120 kB of compressed script', () => {
    const sizes = scripts.map((code) => gzipSync(code, { level: 9 }).length)
    const total = sizes.reduce((sum, size) => sum + size, 0)
    expect(total, 'React alone is more').toBeGreaterThan(60_000)
    expect(total).toBeLessThanOrEqual(scriptBudgetBytes)
  })

  it('loads neither the meeting room nor the query cache', () => {
    expect(scripts.join()).not.toContain('RTCPeerConnection')
    expect(scripts.join()).not.toContain('QueryClient')
  })

  it('asks no other host for anything', () => {
    expect(page.match(/https?:\/\//gu)).toBeNull()
  })
})
