'use client'

import { PageFailure } from '@/components/shell/page-failure'

type ConsoleErrorProps = { error: Error & { digest?: string }; reset: () => void }

export default function ConsoleError({ error, reset }: ConsoleErrorProps) {
  return <PageFailure error={error} retry={reset} />
}
