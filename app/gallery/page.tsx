// Development only: every primitive on one page. In production there is no such page.
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { Gallery } from '@/components/gallery/gallery'
import { requireDevelopment } from '@/lib/http/development'
import { Theme } from '@/lib/wire/frame'

export const metadata: Metadata = { title: 'Gallery' }

export default async function GalleryPage() {
  requireDevelopment()
  const jar = await cookies()
  return (
    <Gallery
      now={Date.now()}
      zone={jar.get('zone')?.value ?? 'UTC'}
      theme={Theme.parse(jar.get('theme')?.value)}
      folded={jar.get('sidebar')?.value === 'rail'}
    />
  )
}
