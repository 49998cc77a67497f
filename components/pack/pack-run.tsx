'use client'
// Runs the whole pack now: what would be asked of how many hosts stands here before it can be pressed.
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { OpenFor } from '@/components/live/open-for'
import { Switch } from '@/components/ui/choice'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { api } from '@/lib/client/api'
import { formatCount, formatMs, formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { useSettled } from '@/lib/client/use-settled'
import { Unread } from '@/lib/wire/frame'
import type { Pack } from '@/lib/wire/packs'
import { PackRunPlan, PackRunReply } from '@/lib/wire/runs'

type Limits = { expires_in: number; include_offline: boolean }

/** What the run would ask, asked anew whenever the limits change. */
function usePlan(packId: number, wanted: boolean, include_offline: boolean) {
  const path = `/api/v1/fleet/packs/${packId}/run/preflight`
  const key = wanted ? JSON.stringify({ include_offline }) : undefined
  return useSettled(key, 0, (body, signal) =>
    api(PackRunPlan, path, { method: 'POST', body: JSON.parse(body), signal }),
  )
}

/** "912 online + 128 offline, which are asked when they return". */
function hostsInWords({ total, online, offline }: PackRunPlan['hosts']): string {
  const sum = `${formatNoun(total, 'host')} = ${formatCount(online)} online + ${formatCount(offline)} offline`
  return offline === 0 ? sum : `${sum}, asked when they return`
}

function PlanTable({ plan }: { plan: PackRunPlan }) {
  return (
    <div className="max-h-56 overflow-y-auto rounded-md border border-line">
      <table
        aria-label="What is asked, the cheapest first"
        className="w-full text-fg tabular-nums [&_td]:px-3 [&_td]:py-1 [&_tr+tr]:border-line [&_tr+tr]:border-t"
      >
        <tbody>
          {plan.queries.map(({ id, name, hosts, cost_ms, missing_on }) => (
            <tr key={id} className="align-top">
              <td>
                <span className="mono break-all">{name}</span>
                {missing_on.map(({ platform, hosts: count, reason }) => (
                  <span key={platform} className="block text-warn-fg">
                    {formatNoun(count, 'host')} will say so: {reason}
                  </span>
                ))}
              </td>
              <td className="whitespace-nowrap text-end">{formatNoun(hosts, 'host')}</td>
              <td className="whitespace-nowrap text-end text-fg-muted">
                {cost_ms === null ? 'not measured' : formatMs(cost_ms)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Effects({ plan, pack }: { plan: PackRunPlan; pack: Pack }) {
  const { queries, skipped, hosts } = plan
  return (
    <>
      <p className="tabular-nums">{hostsInWords(hosts)}.</p>
      <p>
        Asks revision {pack.released} as hosts get it, once and read-only: the cheapest query first,
        two at each check-in. The schedule goes on as it is.
      </p>
      {queries.length > 0 && <PlanTable plan={plan} />}
      {skipped.map(({ name, reason }) => (
        <p key={name}>
          <span className="mono text-fg">{name}</span> is left out: {reason}.
        </p>
      ))}
    </>
  )
}

type LimitFieldsProps = { limits: Limits; onChange: (limits: Limits) => void }

function LimitFields({ limits, onChange }: LimitFieldsProps) {
  return (
    <div className="flex flex-col gap-2 text-fg">
      <OpenFor
        seconds={limits.expires_in}
        onChange={(expires_in) => onChange({ ...limits, expires_in })}
      />
      <Switch
        label="Offline hosts may answer"
        hint="When they return, until it closes"
        checked={limits.include_offline}
        onChange={(include_offline) => onChange({ ...limits, include_offline })}
      />
    </div>
  )
}

function goLabel(plan: PackRunPlan | undefined): string {
  if (!plan) return 'Counting the hosts'
  const { queries, hosts } = plan
  if (queries.length === 0) return 'No query to run'
  return `Run ${formatNoun(queries.length, 'query', 'queries')} on ${formatNoun(hosts.total, 'host')}`
}

function Elsewhere({ pack }: { pack: Pack }) {
  return (
    <p>
      Other hosts and guard rails:{' '}
      <a href={`/live?pack_id=${pack.id}`} className="text-accent-fg underline">
        open it as a live query
      </a>
    </p>
  )
}

type PackRunProps = { pack: Pack; open: boolean; onOpenChange: (open: boolean) => void }

export function PackRunDialog({ pack, open, onOpenChange }: PackRunProps) {
  const router = useRouter()
  const [limits, setLimits] = useState<Limits>({ expires_in: 600, include_offline: true })
  const { answer, busy, failure } = usePlan(pack.id, open, limits.include_offline)
  const call = useCall()
  const plan = answer?.value
  const start = async (password: string) => {
    if (plan?.confirm.password && password !== '')
      await api(Unread, '/api/v1/fleet/sessions/prove', { method: 'POST', body: { password } })
    const confirm = plan?.confirm.needed ? { confirm: plan.confirm.hosts } : {}
    const body = { ...limits, ...confirm }
    const path = `/api/v1/fleet/packs/${pack.id}/run`
    const { run } = await api(PackRunReply, path, { method: 'POST', body })
    router.push(`/campaigns/runs/${run.id}`)
  }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Run ${pack.name} now?`}
      keepLabel="Do not run"
      goLabel={failure ? 'Cannot run' : goLabel(plan)}
      onConfirm={({ password }) =>
        plan && plan.queries.length > 0 && call.run(() => start(password))
      }
      busy={call.busy || busy}
      error={call.error ?? failure?.message}
      hosts={plan?.confirm.hosts ?? 0}
      typed={plan?.confirm.needed ?? false}
      password={plan?.confirm.password ?? false}
    >
      {plan && <Effects plan={plan} pack={pack} />}
      {!plan && !failure && <p>Counting the hosts of each query.</p>}
      <LimitFields limits={limits} onChange={setLimits} />
      <Elsewhere pack={pack} />
    </ConfirmDialog>
  )
}
