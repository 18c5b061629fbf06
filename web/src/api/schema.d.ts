/** The HTTP interface as the functions promise it. */
interface Json<T> {
  content: { 'application/json': T }
  headers: Record<string, unknown>
}

type Operation<Parameters, Body, Answer> = ([Body] extends [never]
  ? { requestBody?: never }
  : { requestBody: Json<Body> }) & {
  parameters: Parameters
  responses: {
    200: Json<Answer>
    default: { content: { 'application/problem+json': Problem }; headers: Record<string, unknown> }
  }
}

interface None {
  query?: never
  header?: never
  path?: never
  cookie?: never
}
interface InPath<P> {
  query?: never
  header?: never
  path: P
  cookie?: never
}
interface Page {
  cursor?: string
  limit?: number
}

interface Messages {
  vi: string
  en: string
}

interface Problem {
  type: string
  status: number
  code: string
  title: string
  detail: string
  messages: Messages
  request_id: string
  fields?: { field: string; code: string; messages: Messages }[]
  retry_after_s?: number | null
}

interface Account {
  account_id: string
  full_name: string
  email: string
  phone: string
  country: string
  locale: 'vi' | 'en'
  plan: { name: string; max_participants: number; max_duration_s: number }
}

interface Session {
  account: Account | null
  csrf_token: string | null
}

interface Meeting {
  meeting_id: string
  code: string
  url: string
  title: string
  lobby: boolean
  has_password: boolean
  locked: boolean
  created_at_ms: number
  state: 'idle' | 'running' | 'ended'
  started_at_ms: number | null
  ended_at_ms: number | null
}

interface PublicMeeting {
  code: string
  title: string
  host_name: string
  has_password: boolean
  lobby: boolean
  is_host: boolean
  state: 'idle' | 'running' | 'ended'
}

interface PolicyVersion {
  policy_id: 'terms' | 'privacy'
  version: string
  effective_at: string
  sha256: string
  title: string
  url: string
}

interface Attendance {
  name: string
  role: 'host' | 'guest'
  joined_at_ms: number
  left_at_ms: number | null
  minutes: number | null
  reason: string | null
}

interface Registration {
  full_name: string
  email: string
  phone: string
  password: string
  country: string
  accept_terms: boolean
  accept_privacy: boolean
  accept_marketing: boolean
  locale?: 'vi' | 'en'
}

type Channel = 'email' | 'phone'

export interface paths {
  '/api/accounts': {
    post: Operation<
      None,
      Registration,
      { registration_id: string; email_hint?: string | null; phone_hint?: string | null }
    >
  }
  '/api/accounts/{registration_id}/confirmations': {
    post: Operation<
      InPath<{ registration_id: string }>,
      { channel: Channel; code: string },
      { email_confirmed: boolean; phone_confirmed: boolean; active: boolean }
    >
  }
  '/api/accounts/{registration_id}/codes': {
    post: Operation<InPath<{ registration_id: string }>, { channel: Channel }, unknown>
  }
  '/api/sessions': {
    post: Operation<
      None,
      { email: string; password: string },
      { account: Account; csrf_token: string }
    >
  }
  '/api/sessions/current': {
    get: Operation<None, never, Session>
    delete: Operation<None, never, unknown>
  }
  '/api/policies': { get: Operation<None, never, PolicyVersion[]> }
  '/api/policies/{policy_id}/{version}': {
    get: Operation<
      InPath<{ policy_id: string; version: string }>,
      never,
      PolicyVersion & { text_vi: string; text_en: string }
    >
  }
  '/api/meetings': {
    post: Operation<None, { title?: string; password?: string; lobby?: boolean }, Meeting>
    get: Operation<
      Omit<None, 'query'> & { query?: Page },
      never,
      { items: Meeting[]; next_cursor: string | null }
    >
  }
  '/api/meetings/{code}': {
    get: Operation<InPath<{ code: string }>, never, PublicMeeting>
    patch: Operation<
      InPath<{ code: string }>,
      { title?: string; password?: string | null; lobby?: boolean },
      Meeting
    >
  }
  '/api/meetings/{code}/joins': {
    post: Operation<
      InPath<{ code: string }>,
      { name?: string; password?: string; tab_key: string },
      {
        signalling_url: string
        token: string
        ice_servers: RTCIceServer[]
        meeting: { title: string; code: string }
        role: 'host' | 'guest'
        participant_id: string
      }
    >
  }
  '/api/meetings/{code}/end': { post: Operation<InPath<{ code: string }>, never, unknown> }
  '/api/meetings/{code}/attendance': {
    get: Operation<
      Omit<InPath<{ code: string }>, 'query'> & { query?: Page },
      never,
      { items: Attendance[]; next_cursor: string | null }
    >
  }
}
