import { PageLoading } from '../components/PageLoading'

export default function VerifyPage() {
  return <PageLoading />
}
