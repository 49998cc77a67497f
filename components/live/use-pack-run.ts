'use client'
// A whole pack as something to run: what it would ask of whom, and the body that starts it.
import { PackRunPlan, PackRunReply } from '@/lib/wire/runs'
import { packRunWords, packSentence } from './pack-words'
import type { Launch } from './use-launch'
import { useAsking } from './use-preflight'
import type { Runnable } from './use-run'

const fleet = '/api/v1/fleet'

/** `plan` is asked for only while the pack's tab is open. */
export function usePackRun(launch: Launch) {
  const { question, source, limits, chosen, round } = launch
  const { pack_id, pack_hosts, selected } = question
  const { expires_in, include_offline } = limits
  const nobody = pack_hosts === 'chosen' && !chosen
  const wanted = pack_hosts === 'chosen' ? { selected } : {}
  const path = `${fleet}/packs/${pack_id ?? 0}/run`
  const asked = { ...wanted, expires_in, include_offline }
  // What is sent on changes nothing of what is counted.
  const sent = { destinations: launch.destinations }
  const isAsked = source === 'pack' && pack_id !== null && !nobody
  const plan = useAsking(PackRunPlan, `${path}/preflight`, isAsked ? asked : undefined, round)
  const known = plan.isCurrent ? plan.answer?.value : undefined
  const rails = launch.railsFor(known?.hosts.total)
  const words = packRunWords({ pack_id, nobody, plan: known, refusal: plan.failure?.message })
  const runnable: Runnable = {
    words,
    path,
    body: { ...asked, ...sent, ...(Object.keys(rails).length > 0 ? { guard: rails } : {}) },
    total: known?.hosts.total ?? 0,
    all: pack_hosts === 'chosen' && selected.all,
    needs: known?.confirm,
    sentence: packSentence(known, { ...limits, guard: rails }),
    pathOf: (reply) => `/campaigns/runs/${PackRunReply.parse(reply).run.id}`,
  }
  return { plan, runnable }
}
