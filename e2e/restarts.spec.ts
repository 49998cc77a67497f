// A live query through a night of trouble: the database dies, then the server, each in its middle.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures'
import { HandAgent } from './fleet'
import { Office, signInContext } from './people'
import { type Place, startServer } from './server'

const sql = 'SELECT 1 AS one /* through restarts */'

/** SIGKILL to the postmaster of that server, and to nothing else. */
function killDatabase({ dataDir }: Place): void {
  const file = join(dataDir, 'pg', 'data', 'postmaster.pid')
  process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGKILL')
}

/** Takes the query as an agent does: it asks until it is given. */
async function take(agent: HandAgent): Promise<string> {
  let id = ''
  await expect
    .poll(async () => {
      const given = await agent.read().catch(() => [])
      id = given.find(([, asked]) => asked === sql)?.[0] ?? ''
      return id
    })
    .not.toBe('')
  return id
}

/** Answers as an agent does: again and again, until it is taken. */
async function answer(agent: HandAgent, id: string, one: string): Promise<void> {
  const given = [{ id, rows: [{ one }] }]
  const isTaken = () =>
    agent.write(given).then(
      () => true,
      () => false,
    )
  await expect.poll(isTaken, { timeout: 30_000 }).toBe(true)
}

test('a campaign survives the death of its database and of its server, and ends complete', async ({
  page,
  context,
  guard,
}) => {
  test.setTimeout(180_000)
  guard.allowAway()
  const server = await startServer()
  try {
    const office = await Office.open(server)
    const agents = ['a', 'b', 'c', 'd', 'e', 'f'].map(
      (letter, at) =>
        new HandAgent(server, `night-${letter}`, `ca00beef-0000-4000-8000-00000000000${at}`),
    )
    for (const agent of agents) await agent.enroll()
    const { hosts } = await office.get('/hosts?per_page=100&query=night')
    const ids = hosts.map(({ id }: { id: number }) => id)
    const id = await office.runQuery(sql, ids)
    await signInContext(context, server, 'admin')
    await page.goto(`${server.url}/campaigns/${id}?tab=rows`)
    const grid = page.getByRole('grid', { name: `Rows of #${id}` })
    const expectRows = (count: number) =>
      expect(grid).toHaveAttribute('aria-rowcount', String(count + 1), { timeout: 30_000 })

    // Four have the query in hand when the trouble begins; each answers in its turn.
    const turns = await Promise.all(
      agents.slice(0, 4).map(async (agent) => ({ agent, delivery: await take(agent) })),
    )
    const next = async (one: string) => {
      const turn = turns.shift()
      if (turn) await answer(turn.agent, turn.delivery, one)
    }
    await next('a')
    await next('b')
    await expectRows(2)

    killDatabase(server)
    await next('c')
    await expectRows(3)

    await server.kill()
    await expect(page.getByText(/^Reconnecting .*none will be missed/)).toBeVisible()
    await expectRows(3)
    await server.start()
    await next('d')
    await expectRows(4)
    await expect(page.getByText(/^Reconnecting/)).toHaveCount(0)

    for (const agent of agents.slice(4)) await answer(agent, await take(agent), 'late')
    await expectRows(6)
    await expect(page.getByText(/^Complete\. 6 = 6 answered/).first()).toBeVisible()

    const { results } = await office.get(`/campaigns/${id}/results`)
    const said = results.map(({ rows }: { rows: { one: string }[] }) => rows[0]?.one)
    expect(said).toEqual(['a', 'b', 'c', 'd', 'late', 'late'])
    for (const agent of agents) {
      const times = [...agent.asked].filter(([delivery]) => delivery.startsWith(`c${id}_`))
      expect(times.map(([, count]) => count)).toEqual([1])
    }
  } finally {
    await page.goto('about:blank')
    await server.stop()
  }
})
