import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const functionsAddress = process.env['ONMEETING_FUNCTIONS_URL'] ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    manifest: true,
    // A font inlined as base64 would block the first paint for every visitor.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // What the first page needs is one file: it compresses better than twenty small ones.
        codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': functionsAddress, '/dev': functionsAddress },
  },
  test: {
    environment: 'node',
    // Two busy cores type slowly.
    testTimeout: 30_000,
    setupFiles: ['src/testing/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
  },
})
