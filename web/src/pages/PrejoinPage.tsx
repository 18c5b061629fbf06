import { PageLoading } from '../components/PageLoading'

export default function PrejoinPage() {
  return <PageLoading />
}
