/** Where log-in leads: back to the page that asked for it, never to another site. */
const afterLogIn = '/meetings'

export function nextPage(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? afterLogIn
  // "//host" and "/\host" are other sites to a browser.
  return /^\/(?![/\\])/u.test(next) ? next : afterLogIn
}

export const logInPath = (from: string) =>
  `/login?${new URLSearchParams({ next: from }).toString()}`
