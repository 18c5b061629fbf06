/** Everybody in equal tiles, as large as the room on the screen allows, in pages. */
import { ActionIcon } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from '../i18n'
import { columnsFor, type Layout } from '../state/layout'
import classes from './layout.module.css'
import { Tile } from './Tile'
import { useView, type TileSize } from './useView'

interface Props {
  readonly layout: Layout
  readonly pinned: string | null
  readonly onPin: (participantId: string) => void
  readonly onPage: (page: number) => void
}

const GAP = 8
const RATIO = 16 / 9

export function Gallery({ layout, pinned, onPin, onPage }: Props) {
  const { t } = useTranslation('room')
  const { ref, width, height } = useElementSize()
  const columns = columnsFor(layout.tiles.length, width, height, GAP)
  const size = tileSize(layout.tiles.length, columns, width, height)
  useView(layout, pinned, size)
  return (
    <div className={classes.gallery}>
      <div className={classes.gridBox} ref={ref}>
        <div className={classes.grid}>
          {layout.tiles.map((shown) => (
            <div
              key={shown.participant.participant_id}
              style={{ width: size.width, height: size.height }}
            >
              <Tile
                shown={shown}
                pinned={pinned === shown.participant.participant_id}
                onPin={() => onPin(shown.participant.participant_id)}
              />
            </div>
          ))}
        </div>
      </div>
      {layout.pages > 1 && (
        <nav className={classes.pages} aria-label={t('people.title')}>
          <ActionIcon
            variant="default"
            aria-label={t('tile.previousPage')}
            disabled={layout.page === 0}
            onClick={() => onPage(layout.page - 1)}
          >
            <IconChevronLeft size={18} />
          </ActionIcon>
          <span>{t('tile.page', { page: layout.page + 1, pages: layout.pages })}</span>
          <ActionIcon
            variant="default"
            aria-label={t('tile.nextPage')}
            disabled={layout.page === layout.pages - 1}
            onClick={() => onPage(layout.page + 1)}
          >
            <IconChevronRight size={18} />
          </ActionIcon>
        </nav>
      )}
    </div>
  )
}

function tileSize(count: number, columns: number, width: number, height: number): TileSize {
  const rows = Math.ceil(count / columns)
  const byWidth = (width - GAP * (columns - 1)) / columns
  const byHeight = ((height - GAP * (rows - 1)) / rows) * RATIO
  const tile = Math.max(0, Math.floor(Math.min(byWidth, byHeight)))
  return { width: tile, height: Math.floor(tile / RATIO) }
}
