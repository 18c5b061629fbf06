/** What anybody with the link may know of a meeting before joining it. */
import { useEffect, useState } from 'react'
import { answer, api, ApiError, type PublicMeeting } from '../../api'

interface Known {
  readonly meeting: PublicMeeting | null
  /** The code of why it is not known. */
  readonly problem: string | null
}

const nothing: Known = { meeting: null, problem: null }

export function useMeeting(code: string): Known & { readonly reload: () => void } {
  const [known, setKnown] = useState(nothing)
  const [asked, setAsked] = useState(0)

  useEffect(() => {
    let current = true
    answer(api.GET('/api/meetings/{code}', { params: { path: { code } } })).then(
      (meeting) => {
        if (current) setKnown({ meeting, problem: null })
      },
      (error: unknown) => {
        const problem = error instanceof ApiError ? error.code : 'unreadable'
        if (current) setKnown({ meeting: null, problem })
      },
    )
    return () => {
      current = false
    }
  }, [code, asked])

  const reload = () => {
    setKnown(nothing)
    setAsked(asked + 1)
  }
  return { ...known, reload }
}
