import { PageLoading } from '../components/PageLoading'

export default function MeetingPage() {
  return <PageLoading />
}
