// `npm run simulate`: enrols a simulated fleet into a running server and keeps it alive.
// Stops cleanly on SIGINT and SIGTERM. Exit codes: 0 done, 1 nothing enrolled, 2 wrong use.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { env } from '@/lib/env'
import { controls, obey } from './simulate/control'
import { type Fleet, type FleetOptions, type FleetStats, startFleet } from './simulate/fleet'
import type { Platform } from './simulate/versions'

const usage = `npm run simulate -- --hosts N [options]
  --hosts N            how many hosts (10)
  --url URL            the server (http://localhost:PORT)
  --secret S           enrolment secret; left out, the one the server wrote for the simulator
  --secret-file FILE   read the enrolment secret from a file
  --platform P         mix, darwin, linux or windows (mix)
  --interval S         seconds between live query rounds (10)
  --refresh S          seconds between configuration refreshes (30)
  --hurry N            run the schedule N times faster than the configuration says (1)
  --light              answer from templates without SQLite, for thousands of hosts
  --patient            run new scheduled queries after their interval, as agents do, not at once
  --seed N             another seed is another fleet (1)
  --prefix NAME        hostnames NAME-0001, NAME-0002, …
  --offline N          the last N hosts close their lids a quarter of a minute after the start
  --away S             and open them again S seconds later; left out, when they are told to
  --seconds N          stop by itself
  --attached           stop when the input ends, as when the program that started this one has
  --ca FILE            PEM certificates to trust; a loopback https server needs none
${controls}`

class UsageError extends Error {}

interface Command {
  fleet: FleetOptions
  seconds: number | undefined
  attached: boolean
  offline: { hosts: number; away_seconds: number | undefined }
}

const flags = {
  hosts: { type: 'string', default: '10' },
  url: { type: 'string' },
  secret: { type: 'string' },
  'secret-file': { type: 'string' },
  platform: { type: 'string', default: 'mix' },
  interval: { type: 'string', default: '10' },
  refresh: { type: 'string', default: '30' },
  hurry: { type: 'string', default: '1' },
  light: { type: 'boolean', default: false },
  patient: { type: 'boolean', default: false },
  seed: { type: 'string', default: '1' },
  prefix: { type: 'string' },
  offline: { type: 'string' },
  away: { type: 'string' },
  seconds: { type: 'string' },
  attached: { type: 'boolean', default: false },
  ca: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

function readCommand(args: string[]): Command | undefined {
  const { values } = parseArgs({ args, options: flags })
  if (values.help) return undefined
  const baseUrl = values.url ?? `http://localhost:${env().PORT}`
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(`--url is not an address: ${baseUrl}`)
  const loopback = /^(localhost|127\.|\[::1\])/.test(url.hostname)
  const platform = readPlatform(values.platform)
  return {
    seconds: given('seconds', values.seconds),
    attached: values.attached,
    offline: {
      hosts: given('offline', values.offline) ?? 0,
      away_seconds: given('away', values.away),
    },
    fleet: {
      baseUrl,
      secret: readSecret(values.secret, values['secret-file']),
      hosts: whole('hosts', values.hosts),
      light: values.light,
      eager: !values.patient,
      seed: whole('seed', values.seed),
      intervals: {
        distributed: whole('interval', values.interval),
        config: whole('refresh', values.refresh),
      },
      hurry: whole('hurry', values.hurry),
      trustLoopback: loopback && values.ca === undefined,
      ...(platform ? { platform } : {}),
      ...(values.prefix ? { prefix: values.prefix } : {}),
      ...(values.ca ? { ca: readFile('--ca', values.ca) } : {}),
    },
  }
}

function whole(name: string, text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new UsageError(`--${name} must be a whole number above 0, not ${text}`)
}

function given(name: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : whole(name, text)
}

function readPlatform(text: string): Platform | undefined {
  if (text === 'mix') return undefined
  if (text === 'darwin' || text === 'linux' || text === 'windows') return text
  throw new UsageError(`--platform must be mix, darwin, linux or windows, not ${text}`)
}

function readSecret(given: string | undefined, file: string | undefined): string {
  if (given !== undefined) return given
  if (file !== undefined) return readFile('--secret-file', file).trim()
  const written = join(env().DATA_DIR, 'simulator.secret')
  if (existsSync(written)) return readFile('the simulator secret', written).trim()
  throw new UsageError(
    `No enrolment secret. Start the server first (npm start): with its own database it writes ${written}.\n` +
      'For any other server pass --secret or --secret-file.',
  )
}

function readFile(what: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`Cannot read ${what}: ${error instanceof Error ? error.message : error}`)
  }
}

function report(stats: FleetStats): string {
  const n = (value: number) => value.toLocaleString('en')
  const trouble =
    stats.refused > 0 ? `, refused ${n(stats.refused)} (last: ${stats.lastRefusal})` : ''
  return (
    `enrolled ${n(stats.enrolled)}/${n(stats.hosts)}, online ${n(stats.online)}, ` +
    `lines acked ${n(stats.linesAcked)}, waiting ${n(stats.linesBuffered)}, ` +
    `live answers ${n(stats.liveAnswers)}${trouble}\n`
  )
}

/** Reads what is typed, until the input ends; the fleet lives on without it, unless attached. */
function listen(fleet: Fleet, ended: () => void): void {
  const lines = createInterface({ input: process.stdin })
  lines.once('close', ended)
  lines.on('line', (line) => {
    const reply = obey(fleet.agents, line, Math.floor(Date.now() / 1000))
    if (reply !== '') process.stdout.write(`${reply}\n`)
  })
}

const lidsCloseMs = 15_000

function takeAway(fleet: Fleet, { hosts, away_seconds }: Command['offline']): void {
  const leaving = hosts > 0 ? fleet.agents.slice(-hosts) : []
  if (leaving.length === 0) return
  setTimeout(() => {
    for (const { lid } of leaving) lid.close()
  }, lidsCloseMs)
  if (away_seconds === undefined) return
  setTimeout(
    () => {
      for (const { lid } of leaving) lid.open()
    },
    lidsCloseMs + away_seconds * 1000,
  )
}

async function run({ fleet: options, seconds, attached, offline }: Command): Promise<number> {
  const fleet = await startFleet(options)
  const left = new Promise<void>((resolve) => listen(fleet, () => attached && resolve()))
  takeAway(fleet, offline)
  process.stdout.write(
    `${options.hosts} hosts towards ${options.baseUrl}; Ctrl-C stops them, help tells what else to type\n`,
  )
  const ticker = setInterval(() => process.stdout.write(report(fleet.stats())), 5000)
  const asked = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
    if (seconds !== undefined) setTimeout(resolve, seconds * 1000)
  })
  await Promise.race([asked, left, fleet.done])
  clearInterval(ticker)
  const last = fleet.stats()
  await fleet.stop()
  process.stdout.write(report(last))
  return last.enrolled > 0 ? 0 : 1
}

try {
  const command = readCommand(process.argv.slice(2))
  if (command) process.exit(await run(command))
  process.stdout.write(usage)
} catch (error) {
  const wrongUse = error instanceof UsageError || (error instanceof TypeError && 'code' in error)
  process.stderr.write(`${error instanceof Error && wrongUse ? error.message : String(error)}\n`)
  if (wrongUse) process.stderr.write(`\n${usage}`)
  process.exit(wrongUse ? 2 : 1)
}
