/** What went wrong, in words for the person in front of the screen (RFC 9457). */
import type { Language } from '../i18n'

export interface Words {
  readonly vi: string
  readonly en: string
}

/** An answer of the functions, or `network` when none came. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  readonly status: number
  readonly words: Words
  readonly fields: Readonly<Record<string, Words>>
  readonly retryAfterS: number | null
  readonly requestId: string | null

  constructor(problem: {
    code: string
    status: number
    words: Words
    fields?: Record<string, Words>
    retryAfterS?: number | null
    requestId?: string | null
  }) {
    super(problem.code)
    this.code = problem.code
    this.status = problem.status
    this.words = problem.words
    this.fields = problem.fields ?? {}
    this.retryAfterS = problem.retryAfterS ?? null
    this.requestId = problem.requestId ?? null
  }

  text(language: Language): string {
    return this.words[language]
  }

  /** Each wrong field's message, by the field's name in the request. */
  fieldTexts(language: Language): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.fields).map(([field, words]) => [field, words[language]]),
    )
  }
}

const networkWords: Words = {
  vi: 'Không kết nối được tới OnMeeting. Vui lòng kiểm tra mạng rồi thử lại.',
  en: 'OnMeeting cannot be reached. Please check your network and try again.',
}
const unreadableWords: Words = {
  vi: 'Hệ thống gặp lỗi. Vui lòng thử lại sau giây lát.',
  en: 'Something failed on our side. Please try again in a moment.',
}

export const networkError = () => new ApiError({ code: 'network', status: 0, words: networkWords })

/** Any failure as words: what the functions did not explain reads as a lost connection. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : networkError()
}

/** Turn an answer's body into an error; whatever is not a problem document becomes `unreadable`. */
export function parseProblem(status: number, body: unknown): ApiError {
  if (!isRecord(body) || typeof body['code'] !== 'string' || !isWords(body['messages'])) {
    return new ApiError({ code: 'unreadable', status, words: unreadableWords })
  }
  return new ApiError({
    code: body['code'],
    status,
    words: body['messages'],
    fields: parseFields(body['fields']),
    retryAfterS: typeof body['retry_after_s'] === 'number' ? body['retry_after_s'] : null,
    requestId: typeof body['request_id'] === 'string' ? body['request_id'] : null,
  })
}

function parseFields(fields: unknown): Record<string, Words> {
  const byName: Record<string, Words> = {}
  for (const field of Array.isArray(fields) ? (fields as unknown[]) : []) {
    if (!isRecord(field) || typeof field['field'] !== 'string' || !isWords(field['messages']))
      continue
    byName[field['field']] ??= field['messages']
  }
  return byName
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWords(value: unknown): value is Words {
  return isRecord(value) && typeof value['vi'] === 'string' && typeof value['en'] === 'string'
}
