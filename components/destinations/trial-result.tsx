// What came of a test event: taken, or why not. A refused address names the rule that refused it.
import { Banner } from '@/components/ui/banner'
import { formatMs } from '@/lib/client/format'
import type { DestinationTestReply } from '@/lib/wire/destinations'

export function TrialResult({ result }: { result: DestinationTestReply }) {
  const { ok, message, ms } = result
  if (ok)
    return (
      <Banner tone="ok">
        The test event was taken in {formatMs(ms)}.{' '}
        {message && <span className="wrap-anywhere">{message}</span>}
      </Banner>
    )
  return (
    <Banner tone="bad">
      <p>The test event was not taken.</p>
      <p className="wrap-anywhere">{message}</p>
    </Banner>
  )
}
