/** What the meetings' pages read, and under which keys it is kept. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answer, api } from '../api'

export const meetingsKey = ['meetings']

const firstPage = null as string | null

export const meetingsQuery = infiniteQueryOptions({
  queryKey: [...meetingsKey, 'list'],
  queryFn: ({ pageParam }) =>
    answer(api.GET('/api/meetings', { params: { query: cursorOf(pageParam) } })),
  initialPageParam: firstPage,
  getNextPageParam: (page) => page.next_cursor,
})

export const meetingQuery = (code: string) =>
  queryOptions({
    queryKey: [...meetingsKey, code],
    queryFn: () => answer(api.GET('/api/meetings/{code}', { params: { path: { code } } })),
  })

export const attendanceQuery = (code: string) =>
  infiniteQueryOptions({
    queryKey: [...meetingsKey, code, 'attendance'],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/meetings/{code}/attendance', {
          params: { path: { code }, query: cursorOf(pageParam) },
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next_cursor,
  })

const cursorOf = (cursor: string | null) => (cursor ? { cursor } : {})
