'use client'
// Which line of the targets is at fault once they mean nobody.
import { faultLine } from '@/components/targets/fault-line'
import { api } from '@/lib/client/api'
import { useSettled } from '@/lib/client/use-settled'
import { type Selected, TargetsCount } from '@/lib/wire/targets'

const path = '/api/v1/fleet/targets/count'

/** `selected` undefined: the targets mean somebody, or are not counted yet. */
export function useFaultLine(selected: Selected | undefined, include_offline: boolean) {
  const { answer } = useSettled(selected, 0, (asked, signal) =>
    faultLine(asked, async (rest) => {
      const body = { selected: rest, include_offline }
      const counts = await api(TargetsCount, path, { method: 'POST', body, signal })
      return counts.targets_count
    }),
  )
  return selected !== undefined && answer?.about === selected ? answer.value : undefined
}
