/** The document's title, so that tabs, history and screen readers say which page this is. */
import { useEffect } from 'react'
import { brand } from '../brand'

export function usePageTitle(title: string | null): void {
  useEffect(() => {
    document.title = title === null ? brand : `${title} · ${brand}`
  }, [title])
}
