'use client'
// A campaign that holds back or rests: the canary's figures or the rail's reason, and the choice.
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { formatNoun } from '@/lib/client/format'
import type { GuardNotice } from './guard-words'
import type { CampaignActs } from './use-campaign-acts'

type GuardBannerProps = {
  notice: GuardNotice
  acts: CampaignActs
  /** Why this viewer may decide nothing here; undefined when they may. */
  refusal: string | undefined
  onStop: () => void
}

const releaseWords = {
  canary_runs: 'Release now',
  canary_waits: 'Release',
  canary_broke: 'Release anyway',
} as const

function Choice({ notice: { kind, release }, acts, refusal, onStop }: GuardBannerProps) {
  const { busy, take } = acts
  const all = release === undefined ? '' : ` to ${formatNoun(release, 'host')}`
  const isWaiting = kind === 'canary_waits'
  const shared = { size: 'small', busy, disabledReason: refusal } as const
  return (
    <span className="flex flex-wrap gap-2">
      {kind === 'paused' ? (
        <Button {...shared} onClick={() => take('resume')}>
          Resume
        </Button>
      ) : (
        <Button
          {...shared}
          variant={isWaiting ? 'primary' : 'secondary'}
          onClick={() => take('release')}
        >
          {releaseWords[kind]}
          {all}
        </Button>
      )}
      <Button size="small" disabledReason={refusal} onClick={onStop}>
        Stop
      </Button>
    </span>
  )
}

export function GuardBanner(props: GuardBannerProps) {
  const { notice, acts } = props
  return (
    <Banner
      tone={notice.kind === 'paused' || notice.kind === 'canary_broke' ? 'warn' : 'info'}
      className="mb-3"
      action={<Choice {...props} />}
    >
      <span className="break-words tabular-nums">{notice.text}</span>
      {acts.error && (
        <span role="alert" className="block text-bad-fg">
          {acts.error}
        </span>
      )}
    </Banner>
  )
}
