import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OwnMedia } from '../state/room'
import { FakeMedia, FakePeer } from './fakes'
import { MediaLink } from './mediaLink'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A link whose clock stands at `nowMs`; its first peer was prepared at time 0. */
function setUp(nowMs = 0) {
  const media = new FakeMedia()
  const peers = [new FakePeer('peer 0', 0)]
  const offers: string[] = []
  const own: OwnMedia[] = []
  const link = new MediaLink(
    peers[0]!,
    media,
    { offer: (sdp) => offers.push(sdp), own: (said) => own.push(said) },
    {
      makePeer: () => {
        peers.push(new FakePeer(`peer ${peers.length}`, nowMs))
        return peers.at(-1)!
      },
      now: () => nowMs,
    },
  )
  const start = async () => {
    link.start()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { link, media, peers, offers, own, start }
}

describe('the first offer', () => {
  it('is the prepared one', async () => {
    const { start, offers } = setUp(1000)
    await start()
    expect(offers).toEqual(['offer of peer 0'])
  })

  it('is written anew when the person took long to join', async () => {
    const { start, offers, peers } = setUp(61_000)
    await start()
    expect(offers).toEqual(['offer of peer 1'])
    expect(peers[0]!.state).toBe('closed')
  })
})

describe('a dead connection', () => {
  it('is replaced at once when it failed, with the same tracks', async () => {
    const { start, offers, peers, media } = setUp()
    await start()
    const camera = { kind: 'video' } as MediaStreamTrack
    media.store.set({ ...media.state, camera })
    peers[0]!.become('failed')
    await vi.advanceTimersByTimeAsync(0)
    expect(offers).toEqual(['offer of peer 0', 'offer of peer 1'])
    expect(peers[1]!.tracks?.camera).toBe(camera)
  })

  it('gets a few seconds to heal when it is only disconnected', async () => {
    const { start, offers, peers } = setUp()
    await start()
    peers[0]!.become('disconnected')
    await vi.advanceTimersByTimeAsync(3000)
    peers[0]!.become('connected')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(offers).toHaveLength(1)
    peers[0]!.become('disconnected')
    await vi.advanceTimersByTimeAsync(4000)
    expect(offers).toHaveLength(2)
  })

  it('never takes the answer that was meant for the one before', async () => {
    const { start, link, peers } = setUp()
    await start()
    peers[0]!.become('failed')
    await vi.advanceTimersByTimeAsync(0)
    await link.answered('answer 0')
    await link.answered('answer 1')
    expect(peers[1]!.accepted).toEqual(['answer 1'])
  })
})

describe('a resumed session', () => {
  it('leaves running media alone', async () => {
    const { start, link, offers, peers } = setUp()
    await start()
    peers[0]!.become('connected')
    link.resume()
    await vi.advanceTimersByTimeAsync(0)
    expect(offers).toHaveLength(1)
  })

  it('offers again when the answer was lost with the socket', async () => {
    const { start, link, offers, peers } = setUp()
    await start()
    link.resume()
    await vi.advanceTimersByTimeAsync(0)
    expect(offers).toHaveLength(2)
    await link.answered('answer')
    expect(peers[1]!.accepted).toEqual(['answer'])
  })
})

it('tells what is sent, from the beginning and with every change', () => {
  const { media, own } = setUp()
  media.microphoneOn = true
  media.store.set({ ...media.state, microphone: { kind: 'audio' } as MediaStreamTrack })
  expect(own).toEqual([
    { microphone: false, camera: false, screen: false },
    { microphone: true, camera: false, screen: false },
  ])
})
