/** What this is, and the two ways into a meeting: a code, or a meeting of one's own. */
import { Button, TextInput } from '@mantine/core'
import { IconDoorEnter, IconGift, IconLink, IconVideo } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import { Link, useNavigate } from 'react-router'
import { useAccount } from '../api/session'
import { HomeArt } from '../components/HomeArt'
import { useTranslation } from '../i18n'
import { meetingPath, parseCode } from '../meetings/code'
import { StartMeetingButton } from '../meetings/StartMeetingButton'
import { usePageTitle } from '../components/usePageTitle'
import classes from './HomePage.module.css'

export function HomePage() {
  const { t } = useTranslation()
  const account = useAccount()
  usePageTitle(null)
  return (
    <>
      <div className={classes.hero}>
        <div>
          <h1 className={classes.title}>{t('home.title')}</h1>
          <p className={classes.lead}>{t('home.lead')}</p>
          <div className={classes.start}>
            {account ? (
              <StartMeetingButton size="lg" />
            ) : (
              <Button component={Link} to="/signup" size="lg" leftSection={<IconVideo size={22} />}>
                {t('home.signUp')}
              </Button>
            )}
          </div>
          <JoinForm />
        </div>
        <HomeArt />
      </div>
      <Features />
    </>
  )
}

function JoinForm() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState(false)

  const join = (event: SubmitEvent) => {
    event.preventDefault()
    const code = parseCode(text)
    setWrong(code === null)
    if (code !== null) void navigate(meetingPath(code))
  }

  return (
    <form className={classes.join} onSubmit={join} noValidate>
      <TextInput
        className={classes.code ?? ''}
        size="md"
        label={t('home.joinLabel')}
        description={t('home.joinHint')}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setWrong(false)
        }}
        error={wrong && <span role="alert">{t('home.joinInvalid')}</span>}
        autoComplete="off"
        inputMode="text"
        maxLength={200}
      />
      <Button type="submit" size="md" variant="default" className={classes.joinButton ?? ''}>
        {t('home.join')}
      </Button>
    </form>
  )
}

function Features() {
  const { t } = useTranslation()
  const features = [
    { icon: IconLink, title: t('home.guestsTitle'), text: t('home.guestsText') },
    { icon: IconDoorEnter, title: t('home.lobbyTitle'), text: t('home.lobbyText') },
    { icon: IconGift, title: t('home.freeTitle'), text: t('home.freeText') },
  ]
  return (
    <section aria-label={t('home.features')} className={classes.features}>
      {features.map(({ icon: Icon, title, text }) => (
        <div key={title} className={classes.feature}>
          <Icon size={26} className={classes.featureIcon} aria-hidden="true" />
          <h2>{title}</h2>
          <p>{text}</p>
        </div>
      ))}
    </section>
  )
}
