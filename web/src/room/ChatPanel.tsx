/** Words for everybody in the room. */
import { ActionIcon, Textarea } from '@mantine/core'
import { IconSend2 } from '@tabler/icons-react'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { currentLanguage, useTranslation } from '../i18n'
import { CHAT_MAX_CHARS, type ChatMessage } from '../protocol/messages.gen'
import { linkify } from '../state/linkify'
import { isMe } from '../state/room'
import classes from './panel.module.css'
import { useRoom, useRoomState } from './RoomContext'

export function ChatPanel() {
  const { t } = useTranslation('room')
  const { chat, queuedChat } = useRoomState()
  const end = useRef<HTMLDivElement>(null)
  const count = chat.length + queuedChat.length

  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' })
  }, [count])

  return (
    <>
      <div className={classes.messages} role="log" aria-label={t('chat.title')} tabIndex={-1}>
        {count === 0 && <p className={classes.empty}>{t('chat.empty')}</p>}
        {chat.map((message, index) => (
          <Message
            key={message.message_id}
            message={message}
            follows={continues(chat[index - 1], message)}
          />
        ))}
        {queuedChat.map((queued) => (
          <div key={queued.messageId} className={classes.message} data-own data-queued>
            <p className={classes.text}>{queued.text}</p>
            <small>{t('chat.sending')}</small>
          </div>
        ))}
        <div ref={end} />
      </div>
      <Composer />
    </>
  )
}

/** The same person goes on within two minutes: the name need not be said again. */
const SAME_BREATH_MS = 120_000

function continues(before: ChatMessage | undefined, message: ChatMessage): boolean {
  return (
    before?.participant_id === message.participant_id &&
    message.at_ms - before.at_ms < SAME_BREATH_MS
  )
}

function Message({
  message,
  follows,
}: {
  readonly message: ChatMessage
  readonly follows: boolean
}) {
  const { t } = useTranslation('room')
  const own = isMe(useRoomState(), message.participant_id)
  const time = new Intl.DateTimeFormat(currentLanguage(), { timeStyle: 'short' })
  return (
    <div className={classes.message} data-own={own || undefined}>
      {!follows && (
        <p className={classes.from}>
          <strong>{own ? t('chat.you') : message.name}</strong>
          <time dateTime={new Date(message.at_ms).toISOString()}>{time.format(message.at_ms)}</time>
        </p>
      )}
      <p className={classes.text}>
        {linkify(message.text).map((piece, index) =>
          piece.kind === 'link' ? (
            <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
              {piece.text}
            </a>
          ) : (
            piece.text
          ),
        )}
      </p>
    </div>
  )
}

function Composer() {
  const { t } = useTranslation('room')
  const room = useRoom()
  const [text, setText] = useState('')

  const send = () => {
    const trimmed = text.trim()
    if (trimmed === '') return
    room.sendChat(trimmed)
    setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Vietnamese input methods compose letters: their Enter is not ours.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <div className={classes.composer}>
      <Textarea
        className={classes.input ?? ''}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        placeholder={t('chat.placeholder')}
        aria-label={t('chat.placeholder')}
        maxLength={CHAT_MAX_CHARS}
        autosize
        minRows={1}
        maxRows={5}
        data-autofocus
      />
      <ActionIcon
        size={36}
        aria-label={t('chat.send')}
        disabled={text.trim() === ''}
        onClick={send}
      >
        <IconSend2 size={20} />
      </ActionIcon>
    </div>
  )
}
