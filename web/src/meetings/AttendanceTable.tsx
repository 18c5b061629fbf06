/** Who was in a meeting, from when to when, and how it ended for them. */
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Attendance } from '../api'
import { LoadFailed } from '../components/LoadFailed'
import { PageLoading } from '../components/PageLoading'
import { currentLanguage, useTranslation } from '../i18n'
import { formatDateTime } from '../i18n/format'
import classes from './Meetings.module.css'
import { attendanceQuery } from './queries'

export function AttendanceTable({ code }: { readonly code: string }) {
  const { t } = useTranslation('meetings')
  const pages = useInfiniteQuery(attendanceQuery(code))
  if (pages.isPending) return <PageLoading />
  if (pages.isError) return <LoadFailed error={pages.error} onRetry={() => void pages.refetch()} />
  const stays: Attendance[] = pages.data.pages.flatMap((page) => page.items)
  return (
    <div className={classes.panel}>
      <h2 id="attendance-title">{t('attendance.title')}</h2>
      {stays.length === 0 ? <p>{t('attendance.empty')}</p> : <Stays stays={stays} />}
      {pages.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t('list.more')}
        </Button>
      )}
    </div>
  )
}

function Stays({ stays }: { readonly stays: readonly Attendance[] }) {
  const { t } = useTranslation('meetings')
  return (
    // A keyboard must be able to scroll what a narrow screen cuts off.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.scroll} role="region" aria-labelledby="attendance-title" tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('attendance.name')}</th>
            <th scope="col">{t('attendance.role')}</th>
            <th scope="col">{t('attendance.joined')}</th>
            <th scope="col">{t('attendance.left')}</th>
            <th scope="col" className={classes.number}>
              {t('attendance.minutes')}
            </th>
          </tr>
        </thead>
        <tbody>
          {stays.map((stay) => (
            <Stay key={`${stay.name} ${stay.joined_at_ms}`} stay={stay} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Stay({ stay }: { readonly stay: Attendance }) {
  const { t } = useTranslation('meetings')
  const time = (ms: number) => formatDateTime(ms, currentLanguage())
  return (
    <tr>
      <td className={classes.name}>{stay.name}</td>
      <td>{t(`attendance.${stay.role}`)}</td>
      <td className={classes.time}>{time(stay.joined_at_ms)}</td>
      <td className={classes.time}>
        {stay.left_at_ms === null ? t('attendance.stillHere') : time(stay.left_at_ms)}
        {stay.reason !== null && (
          <span className={classes.reason}>{t(`attendance.reason.${stay.reason}`)}</span>
        )}
      </td>
      <td className={classes.number}>{stay.minutes}</td>
    </tr>
  )
}
