'use client'
// The last resort, when even the root layout failed: it brings its own document.
import { FailureNote } from '@/components/shell/page-failure'
import './globals.css'

type GlobalErrorProps = { error: Error & { digest?: string }; reset: () => void }

export default function GlobalError({ error, reset }: GlobalErrorProps) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <title>Something failed · Muster</title>
        <main className="grid min-h-dvh place-items-center">
          <h1 className="sr-only">Something failed</h1>
          <FailureNote error={error} retry={reset} />
        </main>
      </body>
    </html>
  )
}
