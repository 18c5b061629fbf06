import { PageLoading } from '../components/PageLoading'

export default function PolicyPage() {
  return <PageLoading />
}
