/** The mirror: one's own picture and voice before anybody else has them. */
import { Button, Loader } from '@mantine/core'
import { IconMicrophone, IconMicrophoneOff, IconVideo, IconVideoOff } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from '../../i18n'
import { watchLevel } from '../../media/level'
import type { LocalMedia } from '../../media/localMedia'
import { useStore } from '../RoomContext'
import { StreamVideo } from '../StreamVideo'
import { ToolButton } from '../ToolButton'
import classes from './prejoin.module.css'

export function Preview({ media }: { readonly media: LocalMedia }) {
  const { t } = useTranslation('room')
  const { opening, camera, choices } = useStore(media.store)
  const microphoneOn = useStore(media.store).microphone !== null && choices.microphoneOn
  const stream = useMemo(() => (camera === null ? null : new MediaStream([camera])), [camera])
  return (
    <div>
      <figure className={classes.mirror} aria-label={t('prejoin.mirror')}>
        {stream !== null && <StreamVideo stream={stream} fit="cover" mirrored />}
        {stream === null && (
          <p className={classes.noPicture}>
            {opening ? <Loader size="sm" color="gray" /> : <IconVideoOff size={32} />}
            {t(opening ? 'prejoin.opening' : 'prejoin.cameraOff')}
          </p>
        )}
        <div className={classes.switches}>
          <ToolButton
            icon={microphoneOn ? IconMicrophone : IconMicrophoneOff}
            label={t(microphoneOn ? 'toolbar.mute' : 'toolbar.unmute')}
            off={!microphoneOn}
            onClick={() => void media.setMicrophone(!microphoneOn)}
          />
          <ToolButton
            icon={camera !== null ? IconVideo : IconVideoOff}
            label={t(camera !== null ? 'toolbar.cameraOff' : 'toolbar.cameraOn')}
            off={camera === null}
            onClick={() => void media.setCamera(camera === null)}
          />
        </div>
        <LevelMeter media={media} />
      </figure>
      <DeviceProblems media={media} />
    </div>
  )
}

function LevelMeter({ media }: { readonly media: LocalMedia }) {
  const { t } = useTranslation('room')
  const { microphone } = useStore(media.store)
  const [level, setLevel] = useState(0)

  useEffect(
    () => (microphone === null ? undefined : watchLevel(microphone, setLevel)),
    [microphone],
  )

  return (
    <meter
      className={classes.level}
      aria-label={t('prejoin.level')}
      min={0}
      max={1}
      value={microphone === null ? 0 : level}
    />
  )
}

function DeviceProblems({ media }: { readonly media: LocalMedia }) {
  const { t } = useTranslation('room')
  const { microphoneProblem, cameraProblem } = useStore(media.store)
  if (microphoneProblem === null && cameraProblem === null) return null
  const denied = microphoneProblem === 'denied' || cameraProblem === 'denied'
  return (
    <div className={classes.problem} role="status">
      {microphoneProblem !== null && <p>{t(`problem.microphone.${microphoneProblem}`)}</p>}
      {cameraProblem !== null && <p>{t(`problem.camera.${cameraProblem}`)}</p>}
      {denied && <p>{t('problem.howToAllow')}</p>}
      <Button size="compact-sm" variant="default" onClick={() => void media.open()}>
        {t('problem.retry')}
      </Button>
    </div>
  )
}
