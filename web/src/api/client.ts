/** The typed way to the functions: language and CSRF token go along, failures become ApiError. */
import createClient, { type Middleware } from 'openapi-fetch'
import { networkError, parseProblem } from './problem'
import type { paths } from './schema.gen'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

export interface ApiContext {
  /** BCP 47, for the `title` and `detail` of problems and for mails this request causes. */
  readonly language: () => string
  /** The session's token, fetched first when it is not known yet; null for a visitor. */
  readonly csrfToken: () => Promise<string | null>
  /** The functions know another session than we do: logged out elsewhere, or expired. */
  readonly sessionChanged: () => void
}

export function createApi(context: ApiContext) {
  const client = createClient<paths>({
    fetch: (request) => globalThis.fetch(request),
    headers: { 'Content-Type': 'application/json' },
  })
  client.use(manners(context))
  return client
}

export type Api = ReturnType<typeof createApi>

function manners(context: ApiContext): Middleware {
  return {
    async onRequest({ request }) {
      request.headers.set('Accept-Language', context.language())
      if (safeMethods.has(request.method)) return
      const token = await context.csrfToken()
      if (token !== null) request.headers.set('X-CSRF-Token', token)
    },
    async onResponse({ response }) {
      if (response.ok) return
      const error = parseProblem(response.status, await readJson(response))
      if (error.code === 'unauthenticated' || error.code === 'csrf_failed') context.sessionChanged()
      throw error
    },
    onError: () => networkError(),
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return undefined // a proxy's HTML page, say
  }
}

/** The body of a successful answer; every failure has been thrown as ApiError before. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call
  return data as T
}
