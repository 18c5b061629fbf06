/** What a visitor downloads before the first page works, measured on a real build. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const scriptBudgetBytes = 120_000

interface Part {
  readonly file: string
  readonly imports?: readonly string[]
}

describe('the first page', () => {
  const outDir = mkdtempSync(join(tmpdir(), 'first-page-'))
  const first = new Map<string, string>()

  beforeAll(() => {
    const vite = 'node_modules/vite/bin/vite.js'
    const env = { ...process.env, NODE_ENV: 'production' }
    execFileSync(process.execPath, [vite, 'build', '--outDir', outDir, '--logLevel', 'error'], {
      env,
    })
    const manifest = JSON.parse(
      readFileSync(join(outDir, '.vite/manifest.json'), 'utf8'),
    ) as Record<string, Part>
    const follow = (name: string) => {
      const part = manifest[name]
      if (!part || first.has(part.file)) return
      first.set(part.file, readFileSync(join(outDir, part.file), 'utf8'))
      part.imports?.forEach(follow)
    }
    follow('index.html')
    // The entry asks for a newcomer's texts at once.
    follow('src/i18n/vi/common.json')
  }, 120_000)

  afterAll(() => rmSync(outDir, { recursive: true }))

  it('stays within 120 kB of compressed script', () => {
    const sizes = [...first.values()].map((code) => gzipSync(code, { level: 9 }).length)
    const total = sizes.reduce((sum, size) => sum + size, 0)
    expect(total, 'React alone is more').toBeGreaterThan(60_000)
    expect(total).toBeLessThanOrEqual(scriptBudgetBytes)
  })

  it('loads neither the meeting room nor the query cache', () => {
    const scripts = [...first.values()].join('\n')
    expect(scripts).not.toContain('RTCPeerConnection')
    expect(scripts).not.toContain('QueryClient')
  })

  it('asks no other host for anything', () => {
    const page = readFileSync(join(outDir, 'index.html'), 'utf8')
    expect(page.match(/https?:\/\//gu)).toBeNull()
  })
})
