/** One large picture, the others in a strip beside or below it. */
import { useTranslation } from '../i18n'
import type { Layout } from '../state/layout'
import { Invitation } from './Invitation'
import classes from './layout.module.css'
import { Tile } from './Tile'
import { useView } from './useView'

interface Props {
  readonly layout: Layout
  readonly pinned: string | null
  readonly onPin: (participantId: string) => void
}

/** As in the style sheet. */
const THUMBNAIL = { width: 200, height: 113 }

export function Stage({ layout, pinned, onPin }: Props) {
  const { t } = useTranslation('room')
  useView(layout, pinned, THUMBNAIL)
  const { stage, tiles } = layout
  if (stage === null) return null
  const pin = (id: string) => ({ pinned: pinned === id, onPin: () => onPin(id) })
  return (
    <div className={classes.stageBox} data-alone={tiles.length === 0 || undefined}>
      <section className={classes.stage} aria-label={t('tile.stageLabel')}>
        <Tile shown={stage} stage {...pin(stage.participant.participant_id)} />
        {tiles.length === 0 && <Invitation />}
      </section>
      {tiles.length > 0 && (
        <section className={classes.strip} aria-label={t('tile.filmstrip')}>
          {tiles.map((shown) => (
            <div className={classes.thumbnail} key={shown.participant.participant_id}>
              <Tile shown={shown} {...pin(shown.participant.participant_id)} />
            </div>
          ))}
        </section>
      )}
    </div>
  )
}
