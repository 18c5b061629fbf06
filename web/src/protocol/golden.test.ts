import { describe, expect, it } from 'vitest'
import clientMessages from '../../../meeting_contract/golden/client_messages.json'
import workerMessages from '../../../meeting_contract/golden/worker_messages.json'
import { decodeWorkerMessage } from './decode'
import { WORKER_MESSAGE_TYPES } from './messages.gen'

const examples = Object.entries(workerMessages as Record<string, { type: string }>)

describe('the contract’s golden examples', () => {
  it.each(examples)('decode: %s', (_name, example) => {
    expect(decodeWorkerMessage(JSON.stringify(example))).toEqual(example)
  })

  it('hold every message a worker can say', () => {
    const shown = new Set(examples.map(([, example]) => example.type))
    expect(shown).toEqual(new Set(WORKER_MESSAGE_TYPES))
  })

  it('are refused when any field is missing or of another type', () => {
    for (const [, example] of examples) {
      for (const field of Object.keys(example).filter((key) => key !== 'type')) {
        const wrong = { ...example, [field]: { unlike: 'anything' } }
        const short = { ...example, [field]: undefined }
        expect(decodeWorkerMessage(JSON.stringify(wrong))).toBeNull()
        expect(decodeWorkerMessage(JSON.stringify(short))).toBeNull()
      }
    }
  })

  it('ignore fields of a later version', () => {
    for (const [, example] of examples)
      expect(decodeWorkerMessage(JSON.stringify({ ...example, later: 1 }))).not.toBeNull()
  })

  it('are not confused with what browsers say', () => {
    for (const message of Object.values(clientMessages as Record<string, { type: string }>)) {
      if (!WORKER_MESSAGE_TYPES.has(message.type))
        expect(decodeWorkerMessage(JSON.stringify(message))).toBeNull()
    }
  })
})
