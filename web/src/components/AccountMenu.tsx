/** Who I am, where my meetings are, and the way out. */
import { Avatar, Menu, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconCalendar, IconLogout } from '@tabler/icons-react'
import { Link, useNavigate } from 'react-router'
import { api } from '../api'
import { forgetSession, type Account } from '../api/session'
import { useAction } from '../api/useAction'
import { initials } from '../accounts/initials'
import { useTranslation } from '../i18n'

export default function AccountMenu({ account }: { readonly account: Account }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const logOut = useAction(async () => {
    await api.DELETE('/api/sessions/current')
    forgetSession()
    await navigate('/')
  })
  return (
    <Menu position="bottom-end" width={260} shadow="md">
      <Menu.Target>
        <UnstyledButton style={{ borderRadius: '50%' }}>
          <VisuallyHidden>{t('shell.account', { name: account.full_name })}</VisuallyHidden>
          <Avatar color="jade" variant="filled" radius="xl" size={40} aria-hidden="true">
            {initials(account.full_name)}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label c="var(--mantine-color-text)">{account.full_name}</Menu.Label>
        <Menu.Label>{account.email}</Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} to="/meetings" leftSection={<IconCalendar size={18} />}>
          {t('shell.meetings')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={18} />} onClick={() => logOut.run()}>
          {t('shell.logOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
