/** The last net: a page that throws, or a chunk that a new release has replaced. */
import { Component, type ReactNode } from 'react'
import { BrokenNotice } from '../pages/notices/BrokenNotice'

interface State {
  readonly broken: boolean
}

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { broken: false }

  static getDerivedStateFromError(): State {
    return { broken: true }
  }

  override render() {
    return this.state.broken ? <BrokenNotice /> : this.props.children
  }
}
