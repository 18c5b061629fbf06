/** The meeting room: pictures, controls, and what people say beside them. */
import { useCallback, useMemo, useState } from 'react'
import { usePageTitle } from '../components/usePageTitle'
import { useTranslation } from '../i18n'
import { AudioSlots } from '../room/AudioSlots'
import { Banners } from '../room/Banners'
import { ChatPanel } from '../room/ChatPanel'
import { Dialogs } from '../room/Dialogs'
import { Gallery } from '../room/Gallery'
import classes from '../room/layout.module.css'
import { PeoplePanel } from '../room/PeoplePanel'
import { useRoomState } from '../room/RoomContext'
import { SidePanel } from '../room/SidePanel'
import { Stage } from '../room/Stage'
import { Toasts } from '../room/Toasts'
import { Toolbar } from '../room/Toolbar'
import { TopBar } from '../room/TopBar'
import { useDesk } from '../room/useDesk'
import { useShortcuts } from '../room/useShortcuts'
import { planLayout } from '../state/layout'

export default function RoomPage() {
  const { t } = useTranslation('room')
  const state = useRoomState()
  const desk = useDesk()
  const [talking, setTalking] = useState(false)
  const [soundBlocked, setSoundBlocked] = useState(false)
  const layout = useMemo(() => planLayout(state, desk.wishes), [state, desk.wishes])
  usePageTitle(state.title)
  useShortcuts(desk, layout.mode, setTalking)
  const blockSound = useCallback(() => setSoundBlocked(true), [])
  const { pinned } = desk.wishes

  return (
    <div className={classes.room}>
      <TopBar />
      <div className={classes.body}>
        <main className={classes.pictures}>
          <Banners
            talking={talking}
            soundBlocked={soundBlocked}
            onSoundAllowed={() => setSoundBlocked(false)}
          />
          {layout.mode === 'tiles' ? (
            <Gallery layout={layout} pinned={pinned} onPin={desk.togglePin} onPage={desk.setPage} />
          ) : (
            <Stage layout={layout} pinned={pinned} onPin={desk.togglePin} />
          )}
          <Toasts onPeople={() => desk.panel !== 'people' && desk.togglePanel('people')} />
        </main>
        {desk.panel === 'chat' && (
          <SidePanel title={t('chat.title')} onClose={() => desk.togglePanel('chat')}>
            <ChatPanel />
          </SidePanel>
        )}
        {desk.panel === 'people' && (
          <SidePanel title={t('people.title')} onClose={() => desk.togglePanel('people')}>
            <PeoplePanel desk={desk} />
          </SidePanel>
        )}
      </div>
      <Toolbar desk={desk} mode={layout.mode} />
      <AudioSlots onBlocked={blockSound} />
      <Dialogs desk={desk} />
    </div>
  )
}
