// One simulated computer: who it is and what its tables hold. Everything follows from the seed and
// the time, so the same host tells the same story in every run; only dynamic tables move.
import type { Cells } from './executor'
import { between, hex, pick, type Random, randomFrom, serial, uuid } from './random'
import { Started } from './started'
import { type Model, models, type OsRelease, osReleases, people, places } from './stories'
import { tableSources } from './tables'
import type { Platform, Version } from './versions'

export interface Machine {
  /** Unique in a fleet. */
  key: string
  index: number
  platform: Platform
  version: Version
  hostname: string
  computerName: string
  serial: string
  uuid: string
  instanceId: string
  model: string
  vendor: string
  cpu: string
  cores: number
  memoryBytes: number
  os: OsRelease
  /** Login name and full name of the person who uses it. */
  user: { login: string; name: string; uid: number }
  address: string
  mac: string
  bootedAt: number
  installedAt: number
  /** What was started by hand on this one. */
  started: Started
  /** A repeatable stream for one purpose. */
  random(...purpose: (string | number)[]): Random
  /** Rows of a table of the catalogue; empty when this computer has nothing to tell. */
  rows(table: string, nowSeconds: number): Cells[]
  /** Changes whenever `rows` would. */
  stamp(table: string, nowSeconds: number): string
}

interface MachineOptions {
  seed: number
  index: number
  platform?: Platform
  prefix?: string
  /** When the fleet was started; the computers were booted before it. */
  nowSeconds: number
}

const versions: readonly [Version, number][] = [
  ['5.23.1', 0.55],
  ['5.21.0', 0.2],
  ['5.17.0', 0.12],
  ['5.12.2', 0.08],
  ['5.9.1', 0.05],
]

export function makeMachine(options: MachineOptions): Machine {
  const { seed, index, nowSeconds } = options
  const random = (...purpose: (string | number)[]) => randomFrom(seed, index, ...purpose)
  const r = random('identity')
  const platform = options.platform ?? mixedPlatform(index)
  const os = pick(r, osReleases[platform])
  const model = pick(r, models[platform])
  const person = pick(r, people)
  const user = userOf(platform, person)
  const id = serial(platform === 'darwin' ? 10 : 8, seed, index)
  const name = hostnameOf(platform, { r, index, id, login: user.login, prefix: options.prefix })
  const bootedAt = nowSeconds - between(r, 3600, 20 * 86_400)
  const machine: Machine = {
    key: `${seed}/${index}/${platform}`,
    index,
    platform,
    version: weighted(r, versions),
    hostname: name,
    computerName:
      platform === 'darwin' ? `${person}’s ${model.family}` : (name.split('.')[0] ?? name),
    serial: id,
    uuid: uuid(seed, index, 'hardware').toUpperCase(),
    instanceId: uuid(seed, index, 'instance'),
    ...hardwareOf(model),
    os,
    user,
    address: `10.${between(r, 16, 31)}.${(index >> 8) & 255}.${index & 255 || 254}`,
    mac: `${model.oui}:${hex(6, seed, index, 'mac').replace(/(..)(?=.)/g, '$1:')}`,
    bootedAt,
    installedAt: 1_740_000_000 + between(r, 0, 300) * 86_400,
    started: startedOn(index, platform, user.login, nowSeconds),
    random,
    rows: (table, now) => tableSources[table]?.rows(machine, now) ?? [],
    stamp: (table, now) => {
      const seconds = tableSources[table]?.lifetimeSeconds ?? Number.POSITIVE_INFINITY
      return `${Math.floor(now / seconds)}.${machine.started.changes}`
    },
  }
  return machine
}

/** Of so many computers in a row this one is the odd one out: a program listens that nobody else has. */
const oddEvery = 400
const oddIndex = 26

function startedOn(index: number, platform: Platform, login: string, nowSeconds: number): Started {
  const started = new Started()
  if (index % oddEvery !== oddIndex) return started
  const path = platform === 'windows' ? `C:\\Users\\${login}\\Downloads\\nc.exe` : '/usr/bin/nc'
  started.start({ path, args: '-l -k 4444', port: 4444, nowSeconds: nowSeconds - 7_200 })
  return started
}

function hardwareOf({ name, vendor, cpu, cores, memoryGib }: Model) {
  return { model: name, vendor, cpu, cores, memoryBytes: memoryGib * 1024 ** 3 }
}

function userOf(platform: Platform, person: string): Machine['user'] {
  const uid = { darwin: 501, linux: 1000, windows: 1001 }[platform]
  return { login: loginOf(person), name: person, uid }
}

function loginOf(person: string): string {
  const plain = person.replace('Ł', 'L').normalize('NFD').toLowerCase()
  return plain.replace(/[^a-z ]/g, '').replace(' ', '.')
}

/** Half macOS, three tenths Windows, two tenths Linux, spread evenly over the indexes. */
function mixedPlatform(index: number): Platform {
  const pattern = 'dwdldwdwdl'
  const letter = pattern[index % pattern.length]
  return letter === 'd' ? 'darwin' : letter === 'w' ? 'windows' : 'linux'
}

function weighted<T>(random: Random, choices: readonly [T, number][]): T {
  let left = random()
  for (const [value, weight] of choices) {
    left -= weight
    if (left < 0) return value
  }
  return pick(random, choices)[0]
}

function hostnameOf(
  platform: Platform,
  given: { r: Random; index: number; id: string; login: string; prefix: string | undefined },
): string {
  const number = String(given.index + 1)
  if (given.prefix !== undefined) return `${given.prefix}-${number.padStart(4, '0')}`
  const place = pick(given.r, places)
  if (platform === 'darwin') return `${given.login.replace('.', '-')}-mbp-${number}.local`
  if (platform === 'windows') return `${place.toUpperCase()}-${given.id.slice(0, 6)}-${number}`
  const role = pick(given.r, ['web', 'db', 'build', 'cache', 'api', 'worker'])
  return `${role}-${place}-${number.padStart(3, '0')}.corp.example.com`
}
