/** Pages for account holders: a visitor logs in first and comes back. */
import { Navigate, Outlet, useLocation } from 'react-router'
import { logInPath } from '../accounts/nextPage'
import { useAccount } from '../api'
import { PageLoading } from './PageLoading'

export default function RequireAccount() {
  const account = useAccount()
  const { pathname, search } = useLocation()
  if (account === undefined) return <PageLoading />
  return account ? <Outlet /> : <Navigate to={logInPath(pathname + search)} replace />
}
