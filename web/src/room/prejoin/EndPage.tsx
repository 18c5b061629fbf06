/** Why one is not, or no longer, in the meeting. */
import { BrokenNotice } from '../../pages/notices/BrokenNotice'
import { MeetingNotice } from '../../pages/notices/MeetingNotice'
import type { Ending } from '../endings'
import { Frame } from './Frame'

interface Props {
  readonly ending: Ending
  readonly host?: boolean
  readonly onAgain: () => void
}

export function EndPage({ ending, host = false, onAgain }: Props) {
  return (
    <Frame>
      {ending === 'broken' ? (
        <BrokenNotice />
      ) : (
        <MeetingNotice reason={ending} host={host} onAgain={onAgain} />
      )}
    </Frame>
  )
}
