/** One code of the two: type or paste it, or have another one sent (C3). */
import { Badge, Button, TextInput } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useState, type ReactNode, type SubmitEvent } from 'react'
import { answer, api } from '../api'
import type { components } from '../api/schema.gen'
import { useAction } from '../api/useAction'
import { useCountdown } from '../components/useCountdown'
import { currentLanguage, useTranslation } from '../i18n'
import { codeDigits, codeLength } from './code'
import classes from './CodeForm.module.css'

/** The functions send a channel's next code no sooner than this. */
const resendAfterS = 60

/** Followed by a word joiner, so that `a…@example.com` moves to the next line in one piece. */
const unbrokenEllipsis = '…\u2060'

interface CodeFormProps {
  readonly registrationId: string
  readonly channel: 'email' | 'phone'
  readonly icon: ReactNode
  readonly hint: string | null
  readonly isConfirmed: boolean
  readonly onConfirmed: (confirmed: components['schemas']['Confirmed']) => void
}

export function CodeForm(props: CodeFormProps) {
  const { t } = useTranslation('account')
  const { channel, hint, icon, isConfirmed } = props
  return (
    <section className={classes.code} aria-labelledby={`${channel}-title`}>
      <div className={classes.heading}>
        <span className={classes.icon} aria-hidden="true">
          {icon}
        </span>
        <div className={classes.words}>
          <h2 id={`${channel}-title`}>{t(`verify.${channel}`)}</h2>
          {hint !== null && (
            <p>{t('verify.sentTo', { hint: hint.replace('…', unbrokenEllipsis) })}</p>
          )}
        </div>
        <div role="status" className={classes.state}>
          {isConfirmed && (
            <Badge size="lg" leftSection={<IconCheck size={16} />}>
              {t('verify.confirmed')}
            </Badge>
          )}
        </div>
      </div>
      {!isConfirmed && <CodeEntry {...props} />}
    </section>
  )
}

function CodeEntry({ registrationId, channel, onConfirmed }: CodeFormProps) {
  const { t } = useTranslation('account')
  const [code, setCode] = useState('')
  const [tooShort, setTooShort] = useState(false)
  const path = { registration_id: registrationId }
  const confirm = useAction(async (entered: string) => {
    const body = { channel, code: entered }
    onConfirmed(
      await answer(
        api.POST('/api/accounts/{registration_id}/confirmations', { params: { path }, body }),
      ),
    )
  })

  const change = (typed: string) => {
    const digits = codeDigits(typed)
    setCode(digits)
    setTooShort(false)
    if (digits.length === codeLength && digits !== code) confirm.run(digits)
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setTooShort(code.length < codeLength)
    if (code.length === codeLength) confirm.run(code)
  }
  const wrong = tooShort ? t('verify.sixDigits') : confirm.error?.text(currentLanguage())

  return (
    <>
      <form className={classes.entry} onSubmit={submit} noValidate>
        <TextInput
          className={classes.input ?? ''}
          classNames={{ input: classes.digits ?? '' }}
          aria-label={t(`verify.${channel}`)}
          name={`${channel}_code`}
          value={code}
          onChange={(event) => change(event.currentTarget.value)}
          error={wrong && <span role="alert">{wrong}</span>}
          inputMode="numeric"
          autoComplete="one-time-code"
          size="md"
        />
        <Button type="submit" size="md" loading={confirm.pending}>
          {t('verify.confirm')}
        </Button>
      </form>
      <Resend registrationId={registrationId} channel={channel} />
    </>
  )
}

function Resend({ registrationId, channel }: Pick<CodeFormProps, 'registrationId' | 'channel'>) {
  const { t } = useTranslation('account')
  const [sent, setSent] = useState(false)
  const countdown = useCountdown(resendAfterS)
  const resend = useAction(async () => {
    setSent(false)
    const path = { registration_id: registrationId }
    await api.POST('/api/accounts/{registration_id}/codes', { params: { path }, body: { channel } })
    setSent(true)
    countdown.start(resendAfterS)
  })
  return (
    <div className={classes.resend}>
      <Button
        variant="subtle"
        size="compact-sm"
        disabled={countdown.secondsLeft > 0}
        loading={resend.pending}
        onClick={() => resend.run()}
      >
        {countdown.secondsLeft > 0
          ? t('verify.resendIn', { seconds: countdown.secondsLeft })
          : t('verify.resend')}
      </Button>
      <span role="status">
        {resend.error ? resend.error.text(currentLanguage()) : sent && t('verify.resent')}
      </span>
    </div>
  )
}
