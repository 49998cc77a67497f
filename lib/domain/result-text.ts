// The JSON text of a stored result, in frames, pages and exports alike. Rows are never parsed here:
// they pass from the store to the wire as the agent's columns in their order.
import type { StoredResult } from '@/lib/store/tail'

/** The text of a result's frame; rows pass from the store to the wire as they are. */
export function resultData(result: StoredResult): string {
  const { seq, host_id: id, hostname, display_name } = result
  const host = JSON.stringify({ id, hostname, display_name })
  const error = result.error === null ? '' : `,"error":${JSON.stringify(result.error)}`
  const stats = result.stats === null ? '' : `,"stats":${JSON.stringify(result.stats)}`
  const truncated = result.truncated ? ',"truncated":true' : ''
  return `{"seq":${seq},"host":${host},"rows":${result.rows_json}${error}${stats}${truncated}}`
}
