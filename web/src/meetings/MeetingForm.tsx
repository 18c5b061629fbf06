/** A meeting's options: name, password, lobby. For a new meeting and for one that exists. */
import { Button, Checkbox, Group, Stack, Switch, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { FormError } from '../components/FormCard'
import { useAction } from '../api/useAction'
import { currentLanguage, useTranslation } from '../i18n'

export interface MeetingOptions {
  readonly title: string
  readonly hasPassword: boolean
  readonly lobby: boolean
}

/** What is left out stays as it is; a password of null takes it away. */
export interface MeetingChange {
  title?: string
  password?: string | null
  lobby?: boolean
}

interface Typed {
  readonly title: string
  readonly password: string
  readonly removePassword: boolean
  readonly lobby: boolean
}

interface MeetingFormProps {
  /** The options of a meeting that exists; null for a new one. */
  readonly present: MeetingOptions | null
  readonly submit: (change: MeetingChange) => Promise<unknown>
  readonly onCancel: () => void
}

export function MeetingForm({ present, submit, onCancel }: MeetingFormProps) {
  const { t } = useTranslation('meetings')
  const [typed, setTyped] = useState(() => typedFrom(present))
  const save = useAction(submit)
  const errors = save.error?.fieldTexts(currentLanguage()) ?? {}
  const failed = Object.keys(errors).length > 0 ? null : save.error?.text(currentLanguage())
  const change = (changed: Partial<Typed>) => setTyped((before) => ({ ...before, ...changed }))

  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    save.run(changeOf(typed))
  }

  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <FormError text={failed ?? null} />
        <TextInput
          name="title"
          size="md"
          label={t('form.title')}
          placeholder={t('form.titlePlaceholder')}
          description={present ? null : t('form.titleHint')}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          value={typed.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
          error={errors['title']}
          maxLength={100}
        />
        <PasswordOption
          hasPassword={present?.hasPassword === true}
          typed={typed}
          onChange={change}
          error={errors['password']}
        />
        <Switch
          size="md"
          label={t('form.lobby')}
          description={t('form.lobbyHint')}
          checked={typed.lobby}
          onChange={(event) => change({ lobby: event.currentTarget.checked })}
        />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onCancel}>
            {t('form.cancel')}
          </Button>
          <Button type="submit" loading={save.pending}>
            {present ? t('form.save') : t('form.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface PasswordOptionProps {
  readonly hasPassword: boolean
  readonly typed: Typed
  readonly onChange: (changed: Partial<Typed>) => void
  readonly error: string | undefined
}

function PasswordOption({ hasPassword, typed, onChange, error }: PasswordOptionProps) {
  const { t } = useTranslation('meetings')
  return (
    <>
      <TextInput
        name="password"
        size="md"
        label={hasPassword ? t('form.newPassword') : t('form.password')}
        description={hasPassword ? t('form.newPasswordHint') : t('form.passwordHint')}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        value={typed.password}
        onChange={(event) => onChange({ password: event.currentTarget.value })}
        error={error}
        disabled={typed.removePassword}
        autoComplete="off"
        maxLength={64}
      />
      {hasPassword && (
        <Checkbox
          label={t('form.removePassword')}
          checked={typed.removePassword}
          onChange={(event) => onChange({ removePassword: event.currentTarget.checked })}
        />
      )}
    </>
  )
}

const typedFrom = (present: MeetingOptions | null): Typed => ({
  title: present?.title ?? '',
  password: '',
  removePassword: false,
  lobby: present?.lobby ?? true,
})

function changeOf({ title, password, removePassword, lobby }: Typed): MeetingChange {
  return {
    lobby,
    ...(title.trim() !== '' && { title }),
    ...(removePassword ? { password: null } : password !== '' && { password }),
  }
}
