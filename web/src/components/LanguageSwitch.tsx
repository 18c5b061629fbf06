/** Vietnamese or English; each language is named in itself, as a reader of it would look for it. */
import { UnstyledButton } from '@mantine/core'
import { changeLanguage, currentLanguage, languages, useTranslation } from '../i18n'
import classes from './Switches.module.css'

const names = { vi: 'Tiếng Việt', en: 'English' } as const
const short = { vi: 'VI', en: 'EN' } as const

export function LanguageSwitch() {
  const { t } = useTranslation()
  const current = currentLanguage()
  return (
    <div className={classes.group} role="group" aria-label={t('shell.language')}>
      {languages.map((language) => (
        <UnstyledButton
          key={language}
          className={classes.choice}
          lang={language}
          aria-label={`${short[language]}, ${names[language]}`}
          aria-pressed={language === current}
          onClick={() => void changeLanguage(language)}
        >
          {short[language]}
        </UnstyledButton>
      ))}
    </div>
  )
}
