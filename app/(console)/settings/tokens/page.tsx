// Settings, API tokens: which scripts act for me, and when did they last?
import type { Metadata } from 'next'
import { TokensSection } from '@/components/settings/tokens/tokens-section'
import { listTokens } from '@/lib/domain/tokens'
import { requireViewer } from '@/lib/http/session'
import { TokenList } from '@/lib/wire/tokens'

export const metadata: Metadata = { title: 'API tokens' }

export default async function TokensPage() {
  const viewer = await requireViewer()
  const tokens = await listTokens(viewer)
  return <TokensSection tokens={TokenList.parse({ tokens }).tokens} />
}
