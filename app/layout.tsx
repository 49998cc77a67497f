// The document around every page. Theme and density come from cookies, so the first paint is right.
import { CSPProvider } from '@base-ui/react/csp-provider'
import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { Theme } from '@/lib/wire/frame'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Muster', template: '%s · Muster' },
  description: 'Query packs and live queries for osquery fleets',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f8f9' },
    { media: '(prefers-color-scheme: dark)', color: '#0d0f12' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies()
  const nonce = (await headers()).get('x-nonce') ?? undefined
  const density = jar.get('density')?.value === 'compact' ? 'compact' : 'comfortable'
  return (
    <html lang="en" data-theme={Theme.parse(jar.get('theme')?.value)} data-density={density}>
      <body>
        <CSPProvider nonce={nonce}>{children}</CSPProvider>
      </body>
    </html>
  )
}
