/** Which page stands at which address. Every page is a chunk of its own. */
import { lazy, Suspense } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import { ErrorBoundary } from './components/ErrorBoundary'
import { PageLoading } from './components/PageLoading'
import { Shell } from './components/Shell'
import { HomePage } from './pages/HomePage'

const SignUpPage = lazy(() => import('./pages/SignUpPage'))
const VerifyPage = lazy(() => import('./pages/VerifyPage'))
const LogInPage = lazy(() => import('./pages/LogInPage'))
const DataPages = lazy(() => import('./components/DataPages'))
const RequireAccount = lazy(() => import('./components/RequireAccount'))
const MeetingsPage = lazy(() => import('./pages/MeetingsPage'))
const MeetingPage = lazy(() => import('./pages/MeetingPage'))
const PolicyPage = lazy(() => import('./pages/PolicyPage'))
const NotFoundPage = lazy(() => import('./pages/NotFoundPage'))
const PrejoinPage = lazy(() => import('./pages/PrejoinPage'))

export function App() {
  return (
    <BrowserRouter>
      <ErrorBoundary>
        <Suspense fallback={<PageLoading />}>
          <Routes>
            <Route element={<DataPages />}>
              <Route path="/m/:code" element={<PrejoinPage />} />
            </Route>
            <Route element={<Shell />}>
              <Route index element={<HomePage />} />
              <Route path="/signup" element={<SignUpPage />} />
              <Route path="/verify/:registrationId" element={<VerifyPage />} />
              <Route path="/login" element={<LogInPage />} />
              <Route element={<DataPages />}>
                <Route element={<RequireAccount />}>
                  <Route path="/meetings" element={<MeetingsPage />} />
                  <Route path="/meetings/:code" element={<MeetingPage />} />
                </Route>
                <Route path="/policies/:id/:version" element={<PolicyPage />} />
              </Route>
              <Route path="*" element={<NotFoundPage />} />
            </Route>
          </Routes>
        </Suspense>
      </ErrorBoundary>
    </BrowserRouter>
  )
}
