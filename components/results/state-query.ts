// What of the address says which states are looked at. Pure.
import { pickedParams } from '@/lib/client/use-url-params'

/** What the state of a query can be narrowed by. */
export const stateKeys = ['host_id', 'platform', 'label_id'] as const

/** How far back states and changes are looked at where the address has no range. */
export const usualDays = 7

/** The query string of what is looked at; `more` are keys beside the hosts. */
export function stateQuery(params: URLSearchParams, more: readonly string[]): URLSearchParams {
  return pickedParams(params, ['pack_id', 'query', ...stateKeys, 'team_id', ...more])
}
