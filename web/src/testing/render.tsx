/** A page as the application shows it, over a fake of the functions. */
import { MantineProvider } from '@mantine/core'
import { act, configure, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Suspense, type ReactNode } from 'react'
import { MemoryRouter, Route, Routes, useLocation } from 'react-router'
import { vi } from 'vitest'
import { forgetSession } from '../api/session'
import { startTexts } from '../i18n'
import { theme } from '../theme'
import { FakeFunctions } from './FakeFunctions'

// Two busy cores answer slowly.
configure({ asyncUtilTimeout: 10_000 })

interface Page {
  /** Where the page stands and what it shows. */
  readonly path: string
  readonly element: ReactNode
  /** The address to open. */
  readonly at: string
}

/** Open a page; what it leads to shows up as `address`. */
export async function openPage(page: Page, functions = new FakeFunctions()) {
  functions.install()
  forgetSession()
  await startTexts()
  const user = userEvent.setup({ delay: null })
  await act(async () => {
    render(
      <MantineProvider theme={theme} env="test">
        <MemoryRouter initialEntries={[page.at]}>
          <Suspense fallback={<p data-testid="loading" />}>
            <Routes>
              <Route path={page.path} element={page.element} />
              <Route path="*" element={null} />
            </Routes>
          </Suspense>
          <Address />
        </MemoryRouter>
      </MantineProvider>,
    )
    // The page's texts are a chunk of their own.
    await vi.dynamicImportSettled()
  })
  await waitFor(() => {
    if (screen.queryByTestId('loading') !== null) throw new Error('the page still loads')
  })
  return { user, functions }
}

function Address() {
  const { pathname, search } = useLocation()
  return <output data-testid="address">{pathname + search}</output>
}
