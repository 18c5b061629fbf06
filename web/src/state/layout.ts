/** Who is shown where: pure decisions over the room's state and the viewer's wishes. */
import { VIDEO_SLOTS, type Participant, type Source } from '../protocol/messages.gen'
import { isMe, type RoomState } from './room'

export type ViewMode = 'tiles' | 'stage'

export interface Wishes {
  /** What the viewer chose; a screen share takes the stage whatever it is. */
  readonly mode: ViewMode
  readonly pinned: string | null
  /** Page of the tile view, from 0. */
  readonly page: number
}

export interface Shown {
  readonly participant: Participant
  readonly source: Exclude<Source, 'microphone'>
  /** Receive slot that carries the picture; null: show the avatar (or one's own camera). */
  readonly slot: number | null
}

export interface Layout {
  readonly mode: ViewMode
  readonly stage: Shown | null
  readonly tiles: readonly Shown[]
  readonly page: number
  readonly pages: number
}

/** The first slot is the stage's: it follows the speaker or the pin at full size. */
const STAGE_SLOT = 0
const THUMBNAILS = VIDEO_SLOTS - 1

/** Oneself first, then raised hands, then by arrival: nobody jumps about while speaking. */
export function inOrder(state: RoomState): Participant[] {
  return [...state.participants.values()].sort(
    (a, b) =>
      Number(isMe(state, b.participant_id)) - Number(isMe(state, a.participant_id)) ||
      Number(b.hand_raised) - Number(a.hand_raised) ||
      a.joined_at_ms - b.joined_at_ms ||
      a.participant_id.localeCompare(b.participant_id),
  )
}

export function planLayout(state: RoomState, wishes: Wishes): Layout {
  const stage = planStage(state, wishes.pinned)
  const alone = state.participants.size <= 1
  const taken = stage?.source === 'screen' || wishes.pinned !== null
  const mode = alone || taken ? 'stage' : wishes.mode
  return mode === 'stage' ? stageLayout(state, stage) : tileLayout(state, wishes.page)
}

function stageLayout(state: RoomState, stage: Shown | null): Layout {
  const alone = state.participants.size <= 1
  const people = alone ? [] : inOrder(state).slice(0, THUMBNAILS + 1)
  const tiles = people.map((participant) => showCamera(state, participant))
  return { mode: 'stage', stage, tiles, page: 0, pages: 1 }
}

/** Oneself on the first page costs no slot; the others come by eights. */
function tileLayout(state: RoomState, page: number): Layout {
  const people = inOrder(state)
  const own = people.filter((p) => isMe(state, p.participant_id))
  const others = people.filter((p) => !isMe(state, p.participant_id))
  const pages = Math.max(1, Math.ceil(others.length / THUMBNAILS))
  const shownPage = Math.min(page, pages - 1)
  const first = shownPage * THUMBNAILS
  const paged = others.slice(first, first + THUMBNAILS)
  const tiles = (shownPage === 0 ? [...own, ...paged] : paged).map((p) => showCamera(state, p))
  return { mode: 'tiles', stage: null, tiles, page: shownPage, pages }
}

/** Whom the stage should show, before it is known whether their picture has come. */
function wanted(state: RoomState, pinned: string | null): Participant | null {
  const others = inOrder(state).filter((p) => !isMe(state, p.participant_id))
  const named = (id: string | null) => others.find((p) => p.participant_id === id) ?? null
  return (
    (pinned !== null ? (state.participants.get(pinned) ?? null) : null) ??
    others.find((p) => p.screen) ??
    named(state.speaker) ??
    named(state.slots.video[STAGE_SLOT]?.participant_id ?? null) ??
    others[0] ??
    inOrder(state)[0] ??
    null
  )
}

function planStage(state: RoomState, pinned: string | null): Shown | null {
  const participant = wanted(state, pinned)
  if (participant === null) return null
  const own = isMe(state, participant.participant_id)
  const wish =
    participant.screen && !own ? showScreen(state, participant) : showCamera(state, participant)
  const comes = !own && (wish.source === 'screen' || participant.camera)
  return comes && wish.slot !== STAGE_SLOT ? (stillOnStage(state) ?? wish) : wish
}

/** Until the new picture has come, the old one stays with its own name. */
function stillOnStage(state: RoomState): Shown | null {
  const assigned = state.slots.video[STAGE_SLOT]
  const participant = state.participants.get(assigned?.participant_id ?? '')
  if (participant === undefined || !assigned?.source || assigned.source === 'microphone')
    return null
  const on = assigned.source === 'screen' ? participant.screen : participant.camera
  return on ? { participant, source: assigned.source, slot: STAGE_SLOT } : null
}

function showScreen(state: RoomState, participant: Participant): Shown {
  return { participant, source: 'screen', slot: slotOf(state, participant, 'screen') }
}

function showCamera(state: RoomState, participant: Participant): Shown {
  const slot = participant.camera ? slotOf(state, participant, 'camera') : null
  return { participant, source: 'camera', slot }
}

function slotOf(state: RoomState, participant: Participant, source: Source): number | null {
  const index = state.slots.video.findIndex(
    (slot) => slot?.participant_id === participant.participant_id && slot.source === source,
  )
  return index < 0 ? null : index
}

/** Columns that make the largest 16:9 tiles of a given number in a box. */
export function columnsFor(count: number, width: number, height: number, gap: number): number {
  let best = 1
  let bestWidth = 0
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns)
    const byWidth = (width - gap * (columns - 1)) / columns
    const byHeight = ((height - gap * (rows - 1)) / rows) * (16 / 9)
    const tile = Math.min(byWidth, byHeight)
    if (tile > bestWidth) [best, bestWidth] = [columns, tile]
  }
  return best
}
