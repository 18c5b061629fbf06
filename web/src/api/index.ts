/** The one client and cache that pages share, and who is logged in. */
import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { currentLanguage } from '../i18n'
import { createApi } from './client'
import { ApiError, networkError } from './problem'
import type { paths } from './schema'

export { ApiError } from './problem'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Only what may pass by itself is worth asking again.
      retry: (failures, error) => failures < 2 && isTransient(error),
    },
  },
})

function isTransient(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500)
}

export const api = createApi({ language: currentLanguage, csrfToken })

/** The body of a successful answer; every failure has been thrown as ApiError before. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call
  return data as T
}

/** Any failure as words: what is not ours to explain reads as a network failure. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : networkError()
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => answer(api.GET('/api/sessions/current')),
  staleTime: 5 * 60_000,
})

async function csrfToken(): Promise<string | null> {
  return (await queryClient.query({ ...sessionQuery, staleTime: 'static' })).csrf_token
}

type Answer<
  Path extends keyof paths,
  Method extends keyof paths[Path],
> = paths[Path][Method] extends {
  responses: infer R
}
  ? R extends { 200: { content: { 'application/json': infer T } } }
    ? T
    : R extends { 201: { content: { 'application/json': infer T } } }
      ? T
      : never
  : never

export type Session = Answer<'/api/sessions/current', 'get'>
export type Account = NonNullable<Session['account']>
export type Meeting = Answer<'/api/meetings', 'post'>
export type PublicMeeting = Answer<'/api/meetings/{code}', 'get'>
export type JoinAnswer = Answer<'/api/meetings/{code}/joins', 'post'>

/** Who is logged in: undefined while we ask, null for a visitor. */
export function useAccount(): Account | null | undefined {
  const session = useQuery(sessionQuery)
  if (session.isError) return null
  return session.data?.account
}

/** After log-in and log-out: nothing that the previous person saw may stay in the cache. */
export function replaceSession(session: Session): void {
  queryClient.clear()
  queryClient.setQueryData(sessionQuery.queryKey, session)
}
