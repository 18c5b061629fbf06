/** The words of one version of a policy, in the reader's language (A1). */
import { Button } from '@mantine/core'
import { IconFileOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { answer, api, ApiError, asApiError, type Policy } from '../api'
import { LoadFailed } from '../components/LoadFailed'
import { Notice } from '../components/Notice'
import { PageLoading } from '../components/PageLoading'
import { usePageTitle } from '../components/usePageTitle'
import { currentLanguage, useTranslation } from '../i18n'
import { formatDate } from '../i18n/format'
import { parsePolicyText } from '../policies/policyText'
import classes from './PolicyPage.module.css'

const currentVersion = 'current'

export default function PolicyPage() {
  const { id = '', version = '' } = useParams()
  const { t } = useTranslation('policies')
  const language = currentLanguage()
  const policy = useQuery({
    // The title comes in the language of the request.
    queryKey: ['policies', id, version, language],
    queryFn: () => loadPolicy(id, version),
  })
  usePageTitle(policy.data?.title ?? null)
  if (policy.isPending) return <PageLoading />
  if (policy.isSuccess) return <PolicyText policy={policy.data} />
  if (asApiError(policy.error).status >= 500 || asApiError(policy.error).status === 0) {
    return <LoadFailed error={policy.error} onRetry={() => void policy.refetch()} />
  }
  return (
    <Notice icon={<IconFileOff size={36} />} title={t('notFoundTitle')} text={t('notFoundText')}>
      <Button component={Link} to="/policies/terms/current">
        {t('current')}
      </Button>
    </Notice>
  )
}

async function loadPolicy(id: string, version: string): Promise<Policy> {
  const policy_id = parsePolicyId(id)
  const path = {
    policy_id,
    version: version === currentVersion ? await inForce(policy_id) : version,
  }
  return answer(api.GET('/api/policies/{policy_id}/{version}', { params: { path } }))
}

async function inForce(policyId: Policy['policy_id']): Promise<string> {
  const policies = await answer(api.GET('/api/policies'))
  const found = policies.find((policy) => policy.policy_id === policyId)
  if (!found) throw notFound()
  return found.version
}

function parsePolicyId(id: string): Policy['policy_id'] {
  if (id === 'terms' || id === 'privacy') return id
  throw notFound()
}

const notFound = () =>
  new ApiError({
    code: 'policy_not_found',
    status: 404,
    words: { vi: 'Không tìm thấy chính sách.', en: 'Policy not found.' },
  })

function PolicyText({ policy }: { readonly policy: Policy }) {
  const { t } = useTranslation('policies')
  const language = currentLanguage()
  const text = language === 'vi' ? policy.text_vi : policy.text_en
  const date = formatDate(Date.parse(policy.effective_at), language)
  return (
    <article className={classes.policy}>
      <h1>{policy.title}</h1>
      <p className={classes.version}>{t('version', { version: policy.version, date })}</p>
      {parsePolicyText(text).map((block) =>
        block.kind === 'heading' ? (
          <h2 key={block.at}>{block.text}</h2>
        ) : (
          <p key={block.at}>{block.text}</p>
        ),
      )}
      <p className={classes.fingerprint}>
        {t('fingerprint')}
        <code>{policy.sha256}</code>
      </p>
    </article>
  )
}
