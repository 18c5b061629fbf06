/** The cache of answers for pages that read. A cache lives as long as its owner is logged in. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { Outlet } from 'react-router'
import { ApiError } from '../api'
import { useAccount } from '../api/session'

export default function DataPages() {
  const accountId = useAccount()?.account_id
  return <Cached key={accountId} />
}

function Cached() {
  const [client] = useState(createCache)
  return (
    <QueryClientProvider client={client}>
      <Outlet />
    </QueryClientProvider>
  )
}

function createCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 2 && mayPassByItself(error),
      },
    },
  })
}

function mayPassByItself(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500)
}
