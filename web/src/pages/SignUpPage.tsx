import { PageLoading } from '../components/PageLoading'

export default function SignUpPage() {
  return <PageLoading />
}
