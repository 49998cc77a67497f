// The jobs of the installation and their paces. What a job does is its noun's affair.
import type { Job } from '@/lib/clock/clock'
import { expireCampaigns } from '@/lib/domain/campaign-end'
import { joinNewcomers } from '@/lib/domain/campaign-newcomers'
import { finishCarves, keepCarves } from '@/lib/domain/carve-upkeep'
import { keepDestinations } from '@/lib/domain/destination-retention'
import { computeCosts, foldHealth } from '@/lib/domain/health-folds'
import { judgePacks } from '@/lib/domain/health-states'
import { mergeSameMachines } from '@/lib/domain/host-merges'
import { expireHosts, removeLeftLines } from '@/lib/domain/host-removals'
import { keepPartitions, keepRenderings } from '@/lib/domain/retention'
import { judgeRollouts } from '@/lib/domain/rollout-gates'
import { removeOldChanges } from '@/lib/store/changes'
import { removeOldHealth } from '@/lib/store/cost-figures'
import { removeOldRefusals } from '@/lib/store/enrolments'
import { removeOldHostEvents } from '@/lib/store/host-events'
import { updateHostsOnline } from '@/lib/store/hosts-online'
import { removeEndedKeys } from '@/lib/store/node-keys'
import { removeOldRequestKeys } from '@/lib/store/request-keys'

const second = 1_000
const minute = 60 * second

export const jobs: readonly Job[] = [
  { name: 'expire campaigns', every_ms: second, run: expireCampaigns },
  { name: 'join newcomers', every_ms: 5 * second, run: joinNewcomers },
  { name: 'judge rollouts', every_ms: minute, run: () => judgeRollouts() },
  { name: 'merge provisional hosts', every_ms: 30 * second, run: mergeSameMachines },
  { name: 'expire hosts', every_ms: 10 * minute, run: expireHosts },
  { name: 'remove lines of deleted hosts', every_ms: 5 * second, run: removeLeftLines },
  { name: 'sample hosts online', every_ms: 20 * second, run: updateHostsOnline },
  { name: 'fold health', every_ms: 2 * second, run: foldHealth },
  { name: 'compute costs', every_ms: 15 * second, run: computeCosts },
  { name: 'judge packs', every_ms: 20 * second, run: judgePacks },
  { name: 'finish carves', every_ms: 3 * second, run: finishCarves },
  { name: 'keep carves', every_ms: minute, run: keepCarves },
  { name: 'forget health', every_ms: 60 * minute, run: removeOldHealth },
  { name: 'forget events of hosts', every_ms: 30 * minute, run: removeOldHostEvents },
  { name: 'forget changes', every_ms: 10 * minute, run: removeOldChanges },
  { name: 'forget ended keys', every_ms: 60 * minute, run: removeEndedKeys },
  { name: 'forget refused enrolments', every_ms: 60 * minute, run: removeOldRefusals },
  { name: 'forget request keys', every_ms: 60 * minute, run: removeOldRequestKeys },
  { name: 'keep partitions', every_ms: 30 * minute, run: keepPartitions },
  { name: 'keep destinations', every_ms: 30 * minute, run: keepDestinations },
  { name: 'keep renderings', every_ms: 60 * minute, run: keepRenderings },
]
