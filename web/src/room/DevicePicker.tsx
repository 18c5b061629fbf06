/** Which microphone, camera and speaker to use. */
import { Select, Stack } from '@mantine/core'
import { IconMicrophone, IconVideo, IconVolume } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from '../i18n'
import type { Device } from '../media/devices'
import type { LocalMedia } from '../media/localMedia'
import { useStore } from './RoomContext'

export function DevicePicker({ media }: { readonly media: LocalMedia }) {
  const { t } = useTranslation('room')
  const { lists, choices, microphone, camera } = useStore(media.store)
  const openId = (track: MediaStreamTrack | null) => track?.getSettings().deviceId ?? null
  return (
    <Stack gap="sm">
      <Choice
        label={t('prejoin.microphone')}
        icon={<IconMicrophone size={17} />}
        devices={lists.microphones}
        chosen={openId(microphone) ?? choices.microphoneId}
        onChoose={(id) => void media.chooseMicrophone(id)}
      />
      <Choice
        label={t('prejoin.camera')}
        icon={<IconVideo size={17} />}
        devices={lists.cameras}
        chosen={openId(camera) ?? choices.cameraId}
        onChoose={(id) => void media.chooseCamera(id)}
      />
      {lists.speakers.length > 0 && (
        <Choice
          label={t('prejoin.speaker')}
          icon={<IconVolume size={17} />}
          devices={lists.speakers}
          chosen={choices.speakerId ?? 'default'}
          onChoose={(id) => media.chooseSpeaker(id)}
        />
      )}
    </Stack>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly icon: ReactNode
  readonly devices: readonly Device[]
  readonly chosen: string | null
  readonly onChoose: (id: string) => void
}

function Choice({ label, icon, devices, chosen, onChoose }: ChoiceProps) {
  const { t } = useTranslation('room')
  const known = devices.some((device) => device.id === chosen)
  return (
    <Select
      label={label}
      leftSection={icon}
      data={devices.map(({ id, label: name }, index) => ({
        value: id,
        label: name === '' ? `${label} ${index + 1}` : name,
      }))}
      value={known ? chosen : (devices[0]?.id ?? null)}
      placeholder={t('prejoin.noDevice')}
      disabled={devices.length === 0}
      allowDeselect={false}
      onChange={(id) => {
        if (id !== null) onChoose(id)
      }}
    />
  )
}
