/** Questions before what cannot be undone, the shortcuts, and the devices. */
import { Button, Group, Kbd, Modal } from '@mantine/core'
import { useTranslation } from '../i18n'
import { DevicePicker } from './DevicePicker'
import classes from './dialogs.module.css'
import { useRoom } from './RoomContext'
import type { Desk, Dialog } from './useDesk'

export function Dialogs({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('room')
  const { media } = useRoom()
  const { dialog } = desk
  const close = () => desk.openDialog(null)
  const kind = dialog?.kind
  return (
    <>
      <Modal
        opened={kind === 'shortcuts'}
        onClose={close}
        title={t('shortcuts.title')}
        closeButtonProps={{ 'aria-label': t('shortcuts.close') }}
        centered
      >
        <ShortcutList />
      </Modal>
      <Modal
        opened={kind === 'settings'}
        onClose={close}
        title={t('toolbar.settings')}
        closeButtonProps={{ 'aria-label': t('shortcuts.close') }}
        centered
      >
        <DevicePicker media={media} />
      </Modal>
      <Confirm
        dialog={kind === 'end' || kind === 'remove' || kind === 'ban' ? dialog : null}
        onClose={close}
      />
    </>
  )
}

function Confirm({
  dialog,
  onClose,
}: {
  readonly dialog: Dialog | null
  readonly onClose: () => void
}) {
  const { t } = useTranslation('room')
  const room = useRoom()
  const words = dialog === null ? null : wordsOf(dialog)
  const act = () => {
    if (dialog?.kind === 'end') room.order({ type: 'end_for_all' })
    else if (dialog?.kind === 'remove' || dialog?.kind === 'ban')
      room.order({
        type: 'remove',
        participant_id: dialog.participantId,
        ban: dialog.kind === 'ban',
      })
    onClose()
  }
  return (
    <Modal
      opened={words !== null}
      onClose={onClose}
      title={words === null ? null : t(words.title, { name: words.name })}
      closeButtonProps={{ 'aria-label': t('shortcuts.close') }}
      centered
      size="sm"
    >
      {words !== null && <p className={classes.question}>{t(words.text)}</p>}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('confirm.cancel')}
        </Button>
        <Button color="red.9" onClick={act} data-autofocus>
          {words !== null && t(words.yes)}
        </Button>
      </Group>
    </Modal>
  )
}

function wordsOf(dialog: Dialog) {
  switch (dialog.kind) {
    case 'end':
      return {
        title: 'confirm.endTitle',
        text: 'confirm.endText',
        yes: 'confirm.endYes',
        name: '',
      } as const
    case 'remove':
      return {
        title: 'confirm.removeTitle',
        text: 'confirm.removeText',
        yes: 'confirm.removeYes',
        name: dialog.name,
      } as const
    case 'ban':
      return {
        title: 'confirm.banTitle',
        text: 'confirm.banText',
        yes: 'confirm.banYes',
        name: dialog.name,
      } as const
    case 'shortcuts':
    case 'settings':
      return null
  }
}

const shortcuts = [
  ['M', 'microphone'],
  ['V', 'camera'],
  ['D', 'share'],
  ['C', 'chat'],
  ['R', 'hand'],
  ['P', 'participants'],
  ['W', 'view'],
  ['1–9', 'pin'],
  ['?', 'help'],
  ['Ctrl+D', 'microphone'],
  ['Ctrl+E', 'camera'],
] as const

function ShortcutList() {
  const { t } = useTranslation('room')
  return (
    <dl className={classes.shortcuts}>
      <dt>
        <Kbd>{t('shortcuts.space')}</Kbd>
      </dt>
      <dd>{t('shortcuts.talk')}</dd>
      {shortcuts.map(([key, name]) => (
        <div key={key} className={classes.shortcut}>
          <dt>
            <Kbd>{key}</Kbd>
          </dt>
          <dd>{t(`shortcuts.${name}`)}</dd>
        </div>
      ))}
    </dl>
  )
}
