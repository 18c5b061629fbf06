/** The functions as a browser sees them: routes with answers, and the requests that came. */

interface Answer {
  readonly status: number
  readonly body?: unknown
}

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly headers: Headers
}

const visitor: Answer = { status: 200, body: { account: null, csrf_token: null } }

export class FakeFunctions {
  readonly requests: SeenRequest[] = []
  private readonly answers = new Map<string, Answer[]>([['GET /api/sessions/current', [visitor]]])

  /** Answer a route; the last of several answers stays. */
  on(route: string, ...answers: Answer[]): this {
    this.answers.set(route, answers)
    return this
  }

  /** RFC 9457, as the functions write it; `fields` maps a field to its Vietnamese message. */
  static problem(status: number, code: string, fields: Record<string, string> = {}): Answer {
    const words = { vi: `vi ${code}`, en: `en ${code}` }
    return {
      status,
      body: {
        type: `urn:onmeeting:error:${code}`,
        status,
        code,
        title: words.vi,
        detail: words.vi,
        messages: words,
        request_id: 'request-1',
        fields: Object.entries(fields).map(([field, vi]) => ({
          field,
          code: 'invalid',
          messages: { vi, en: vi },
        })),
      },
    }
  }

  install(): void {
    globalThis.fetch = (input, init) => this.receive(new Request(input, init))
  }

  sent(method: string): SeenRequest[] {
    return this.requests.filter((request) => request.method === method)
  }

  private async receive(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname
    const text = await request.text()
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    this.requests.push({ method: request.method, path, body, headers: request.headers })
    const answers = this.answers.get(`${request.method} ${path}`)
    const answer = answers && answers.length > 1 ? answers.shift() : answers?.[0]
    if (!answer) throw new TypeError(`nobody answers ${request.method} ${path}`)
    const content = answer.body === undefined ? null : JSON.stringify(answer.body)
    return new Response(content, { status: answer.status })
  }
}
