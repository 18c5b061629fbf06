/** My meetings, the newest first. */
import { Button, Group } from '@mantine/core'
import { IconCalendarPlus, IconCalendarTime, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAccount, type Meeting } from '../api'
import type { Account } from '../api/session'
import { LoadFailed } from '../components/LoadFailed'
import { Notice } from '../components/Notice'
import { PageLoading } from '../components/PageLoading'
import { usePageTitle } from '../components/usePageTitle'
import { useTranslation } from '../i18n'
import { NewMeetingDialog } from '../meetings/MeetingDialogs'
import { MeetingRow } from '../meetings/MeetingRow'
import { meetingsQuery } from '../meetings/queries'
import { StartMeetingButton } from '../meetings/StartMeetingButton'
import classes from '../meetings/Meetings.module.css'

export default function MeetingsPage() {
  const { t } = useTranslation('meetings')
  const account = useAccount()
  const [creating, setCreating] = useState(false)
  usePageTitle(t('list.title'))
  return (
    <>
      <div className={classes.head}>
        <div>
          <h1>{t('list.title')}</h1>
          {account && <PlanLine plan={account.plan} />}
        </div>
        <Group gap="sm" className={classes.buttons ?? ''}>
          <Button
            variant="default"
            leftSection={<IconPlus size={18} />}
            onClick={() => setCreating(true)}
          >
            {t('list.create')}
          </Button>
          <StartMeetingButton />
        </Group>
      </div>
      <MeetingList />
      <NewMeetingDialog opened={creating} onClose={() => setCreating(false)} />
    </>
  )
}

function PlanLine({ plan }: { readonly plan: Account['plan'] }) {
  const { t } = useTranslation('meetings')
  const people = plan.max_participants
  return (
    <p>
      {plan.max_duration_s === null
        ? t('list.planUnlimited', { people })
        : t('list.plan', { people, count: plan.max_duration_s / 60 })}
    </p>
  )
}

function MeetingList() {
  const { t } = useTranslation('meetings')
  const pages = useInfiniteQuery(meetingsQuery)
  if (pages.isPending) return <PageLoading />
  if (pages.isError) return <LoadFailed error={pages.error} onRetry={() => void pages.refetch()} />
  const meetings: Meeting[] = pages.data.pages.flatMap((page) => page.items)
  if (meetings.length === 0) {
    return (
      <Notice
        icon={<IconCalendarPlus size={36} />}
        title={t('list.emptyTitle')}
        text={t('list.emptyText')}
        level={2}
      />
    )
  }
  return (
    <>
      <ul className={classes.list} aria-label={t('list.label')}>
        {meetings.map((meeting) => (
          <MeetingRow key={meeting.meeting_id} meeting={meeting} />
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button
          variant="default"
          leftSection={<IconCalendarTime size={18} />}
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t('list.more')}
        </Button>
      )}
    </>
  )
}
