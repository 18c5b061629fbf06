import { PageLoading } from '../components/PageLoading'

export default function MeetingsPage() {
  return <PageLoading />
}
