/** After a refused form, put a keyboard or screen reader where the first mistake is. */
import type { RefObject } from 'react'

export function focusFirstInvalid(form: RefObject<HTMLFormElement | null>): void {
  // The marks appear with the next frame.
  requestAnimationFrame(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  })
}
