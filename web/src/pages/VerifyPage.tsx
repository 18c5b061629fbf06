/** The two codes, in either order (C3); the second one makes the account. */
import { Stack, Text } from '@mantine/core'
import { IconDeviceMobileMessage, IconMail } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { CodeForm } from '../accounts/CodeForm'
import {
  forgetRegistration,
  recallRegistration,
  rememberRegistration,
} from '../accounts/registration'
import type { components } from '../api/schema.gen'
import { FormCard } from '../components/FormCard'
import { RichText } from '../components/RichText'
import { usePageTitle } from '../components/usePageTitle'
import { useTranslation } from '../i18n'

export default function VerifyPage() {
  const { registrationId = '' } = useParams()
  return <Verify key={registrationId} registrationId={registrationId} />
}

function Verify({ registrationId }: { readonly registrationId: string }) {
  const { t } = useTranslation('account')
  const navigate = useNavigate()
  const [registration, setRegistration] = useState(() => recallRegistration(registrationId))
  usePageTitle(t('verify.title'))

  const confirmed = (answered: components['schemas']['Confirmed']) => {
    if (answered.active) {
      forgetRegistration(registrationId)
      void navigate('/login', { state: { activated: true } })
      return
    }
    const next = {
      ...registration,
      email: answered.email_confirmed,
      phone: answered.phone_confirmed,
    }
    rememberRegistration(registrationId, next)
    setRegistration(next)
  }

  return (
    <FormCard title={t('verify.title')} lead={t('verify.lead')}>
      <Stack gap="md">
        <CodeForm
          registrationId={registrationId}
          channel="email"
          icon={<IconMail size={22} />}
          hint={registration.emailHint}
          isConfirmed={registration.email}
          onConfirmed={confirmed}
        />
        <CodeForm
          registrationId={registrationId}
          channel="phone"
          icon={<IconDeviceMobileMessage size={22} />}
          hint={registration.phoneHint}
          isConfirmed={registration.phone}
          onConfirmed={confirmed}
        />
        <Text size="sm" c="dimmed">
          {t('verify.noMail')}
        </Text>
        <Text size="sm">
          <RichText
            text={t('verify.startOver')}
            parts={{ signup: (words) => <Link to="/signup">{words}</Link> }}
          />
        </Text>
      </Stack>
    </FormCard>
  )
}
