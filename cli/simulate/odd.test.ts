import { expect, it } from 'vitest'
import { openEngine } from './engine'
import { makeMachine } from './machine'

const nowSeconds = 1_800_000_000
const sql =
  "select name, port from listening_ports join processes using (pid) where name like 'nc%'"

it.each([undefined, 'linux', 'windows', 'darwin'] as const)(
  'of forty computers (%s), and of many more, one listens where nobody else does',
  async (platform) => {
    const engine = await openEngine()
    const found = Array.from({ length: 120 }, (_, index) => index).filter((index) => {
      const options = { seed: 1, index, nowSeconds, ...(platform ? { platform } : {}) }
      const host = { machine: makeMachine(options), agentTables: {} }
      return engine.run(sql, host, nowSeconds).rows.length > 0
    })
    engine.close()
    expect(found).toEqual([26])
  },
)
