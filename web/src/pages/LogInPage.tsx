import { PageLoading } from '../components/PageLoading'

export default function LogInPage() {
  return <PageLoading />
}
