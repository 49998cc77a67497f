// The checker beside the page: one question in, one report out. Runs in a worker of the browser, where
// SQLite may take its time without holding up a key.
import { checkSql } from '@/lib/sql/check'
import { loadSqliteFrom } from '@/lib/sql/engine'
import type { SqlReport, SqlValidation } from '@/lib/wire/sql'

export type CheckQuestion = { id: number; asked: SqlValidation }
export type CheckReply = { id: number; report: SqlReport }

loadSqliteFrom(new URL('sql.js/dist/sql-wasm-browser.wasm', import.meta.url).href)

self.addEventListener('message', async (event: MessageEvent<CheckQuestion>) => {
  const { id, asked } = event.data
  const { query, ...options } = asked
  const report = await checkSql(query, options)
  self.postMessage({ id, report } satisfies CheckReply)
})
