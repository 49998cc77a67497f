// The style guide that cannot go stale: sizes, names and places of every file of ours.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { parseSync } from '@swc/core'
import { expect, test } from 'vitest'

const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
const files = listed.stdout
  .split('\n')
  .filter((path) => /\.(tsx?|mjs)$/.test(path) && !path.startsWith('lib/generated/'))
  .flatMap((path) => {
    try {
      return [{ path, text: readFileSync(path, 'utf8') }]
    } catch {
      return [] // deleted but not yet committed
    }
  })

const isTest = (path: string) => /\.(test|spec)\.tsx?$/.test(path)
const sources = files.filter(({ path }) => /\.tsx?$/.test(path) && !isTest(path))

/** The paths of the files that break a rule. */
function breaking(
  among: typeof files,
  breaks: (file: (typeof files)[number]) => boolean,
): string[] {
  return among.filter(breaks).map(({ path }) => path)
}

const linesOf = (text: string) => text.split('\n').length - 1

test('the repository was seen', () => {
  expect(files.length).toBeGreaterThan(60)
})

test('no file is longer than 300 lines, no test longer than 400', () => {
  const long = breaking(files, ({ path, text }) => linesOf(text) > (isTest(path) ? 400 : 300))
  expect(long).toEqual([])
})

test('no page of one thing waits behind a skeleton, which React would show for 300 ms at least', () => {
  const folders = breaking(files, ({ path }) => basename(path) === 'loading.tsx').map(dirname)
  const behind = breaking(
    files,
    ({ path }) =>
      basename(path) === 'page.tsx' &&
      path.includes('/[id]/') &&
      folders.some((folder) => path.startsWith(`${folder}/`)),
  )
  expect(folders.length).toBeGreaterThan(3)
  expect(behind).toEqual([])
})

const functionKinds = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'MethodProperty',
  'Constructor',
])

/** Every function of a file: the line that it begins on, and how many lines it has. */
function functionsOf(path: string, text: string): { line: number; lines: number }[] {
  const bytes = Buffer.from(text)
  const parsed = parseSync(text, {
    syntax: 'typescript',
    tsx: path.endsWith('x'),
    target: 'es2022',
  })
  // swc counts bytes through all files that it ever parsed, and a module begins at its first token.
  const lead = /^(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|#![^\n]*)*/.exec(text)?.[0] ?? ''
  const base = parsed.span.start - Buffer.byteLength(lead)
  const found: { line: number; lines: number }[] = []
  const linesIn = (from: number, to: number) => linesOf(bytes.toString('utf8', from, to)) + 1
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if ('type' in node && 'span' in node && functionKinds.has(String(node.type))) {
      const span = Object(node.span)
      const [start, end] = [Number(span.start) - base, Number(span.end) - base]
      found.push({ line: linesIn(0, start), lines: linesIn(start, end) })
    }
    for (const child of Object.values(node)) visit(child)
  }
  visit(parsed.body)
  return found
}

test('no function is longer than 40 lines', () => {
  const covered = /^(lib|cli|scripts|app|components)\/|^server\.ts$/
  const among = files.filter(({ path }) => covered.test(path))
  const functions = among
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, text }) => functionsOf(path, text).map((one) => ({ path, ...one })))
  expect(functions.length).toBeGreaterThan(1_000)
  const long = functions.filter(({ lines }) => lines > 40)
  expect(long.map(({ path, line, lines }) => `${path}:${line} has ${lines} lines`)).toEqual([])
})

test('files are kebab-case and none is an attic or a barrel', () => {
  const attic = /^(index|utils?|helpers?|common|misc|types|services?|managers?)\.(tsx?|mjs)$/
  const odd = breaking(files, ({ path }) => {
    const name = basename(path)
    return attic.test(name) || !/^[.[(]?[a-z0-9][a-z0-9.\-\])]*\.(tsx?|mjs)$/.test(name)
  })
  expect(odd).toEqual([])
})

// Each noun has a file of its own name in every one of these strata, and what is not about a noun is
// listed here by hand: a new file is either about a noun or somebody's decision.
const nouns =
  'hosts labels teams users tokens secrets queries packs revisions rollouts campaigns results activity ' +
  'costs health runs enrolments agent-options invitations carves sso ' +
  'destinations'
const extras: Record<string, string> = {
  wire:
    'about config csv errors frame frames live-draft live-first live-search natural-order osquery osquery-json ' +
    'overview paging parameters platforms renderings roles settings setup sign-in sql tags target-sets ' +
    'targets values sessions preferences ' +
    'views ' +
    'simulated-hosts ' +
    'dead-letters ' +
    'status-lines',
  domain:
    'acceleration agent-config agent-rules buckets ' +
    'common-passwords configuration configuration-limits delivery-ids denials directory ' +
    'distributed frame gather identity ingest ingest-cells ' +
    'ingest-commit ingest-figures ingest-gather ingest-letters ingest-lines ingest-names ' +
    'ingest-proofs ' +
    'ingest-quota launch log-batches overview passwords permissions preferences reached-hosts ' +
    'rendering request-keys retention schedules search seen sessions sessions-admin settings setup sign-in sql ' +
    'views ' +
    'simulated-hosts target-names target-sets targeting throttle turns vitals watch watch-tail ' +
    'dead-letter-replay ' +
    'report-sources ' +
    'overview-needs ' +
    'need-snoozes ' +
    'status-faults ' +
    'dead-letters ' +
    'status-lines',
  store:
    'changes configuration db dead-letters fleet-minutes leases node-keys overview ' +
    'partitions patches request-keys scope search sessions settings status-lines tags tail target-sets ' +
    'throttles ' +
    'need-snoozes ' +
    'views',
}

test('the files of wire, domain and store are about the nouns, or listed', () => {
  const singular = nouns.split(' ').map((noun) => noun.replace(/ies$/, 'y').replace(/s$/, ''))
  const aboutNoun = new RegExp(`^(${[...nouns.split(' '), ...singular].join('|')})(-|$)`)
  for (const [stratum, listed] of Object.entries(extras)) {
    const folder = new RegExp(`^lib/${stratum}/([a-z-]+)\\.ts$`)
    const names = sources.flatMap(({ path }) => folder.exec(path)?.[1] ?? [])
    expect(nouns.split(' ').filter((noun) => !names.includes(noun))).toEqual([])
    expect(names.filter((name) => !aboutNoun.test(name)).sort()).toEqual(listed.split(' ').sort())
  }
})

test('the environment is read in lib/env.ts alone', () => {
  const exempt = /^(scripts|lib\/testing|e2e)\/|^lib\/env\.ts$|^[a-z.-]*config\.ts$/
  const readers = breaking(sources, ({ path, text }) => {
    return !exempt.test(path) && text.includes('process.env')
  })
  expect(readers).toEqual([])
})

test('shapes are declared in lib/wire', () => {
  // The catalogue reads files of our own that nobody else sees.
  const exempt = /^lib\/(wire\/|env\.ts|sql\/catalogue(-words)?\.ts)|^cli\//
  const strays = breaking(sources, ({ path, text }) => {
    return !exempt.test(path) && /\bz\.(object|strictObject|looseObject)\(\{\s*\w/.test(text)
  })
  expect(strays).toEqual([])
})

test('only components, browser hooks and Next’s error pages run in the browser', () => {
  const browser = /^(components|lib\/client)\/|^app\/.*error\.tsx$/
  const strays = breaking(sources, ({ path, text }) => {
    return !browser.test(path) && /^['"]use client['"]/m.test(text)
  })
  expect(strays).toEqual([])
  expect(breaking(sources, ({ text }) => /^['"]use server['"]/m.test(text))).toEqual([])
})

test('a route exports methods and Next’s settings, nothing else', () => {
  const allowed = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|dynamic|runtime|maxDuration)$/
  const routes = sources.filter(({ path }) => /^app\/.*\/route\.tsx?$/.test(path))
  const strays = routes.flatMap(({ path, text }) =>
    [...text.matchAll(/^export (?:const|(?:async )?function) (\w+)/gm)]
      .map((match) => match[1] ?? '')
      .filter((name) => !allowed.test(name))
      .map((name) => `${path}: ${name}`),
  )
  expect(strays).toEqual([])
  expect(breaking(routes, ({ text }) => linesOf(text) > 60)).toEqual([])
})

test('nobody switches off the compiler, the linter or a test', () => {
  const words = [
    '@ts-' + 'ignore',
    '@ts-' + 'nocheck',
    'biome-' + 'ignore',
    'TO' + 'DO',
    'FIX' + 'ME',
  ]
  const offs = breaking(files, ({ text }) => words.some((word) => text.includes(word)))
  expect(offs).toEqual([])
  const focus = new RegExp(`\\b(test|it|describe)\\.(sk${'ip'}|on${'ly'}|to${'do'})\\b`)
  expect(breaking(files, ({ text }) => focus.test(text))).toEqual([])
})

test('a module says first what it owns', () => {
  const exempt = /^app\/|^components\/|\.d\.ts$|config\.ts$/
  const silent = breaking(sources, ({ path, text }) => {
    return !exempt.test(path) && !text.startsWith('//') && !text.startsWith("'use client'")
  })
  expect(silent).toEqual([])
})

test('the check of imports sees the tree', () => {
  const run = spawnSync(process.execPath, ['scripts/imports.mjs'], { encoding: 'utf8' })
  expect(run.stderr).toBe('')
  expect(Number(/^(\d+) modules/.exec(run.stdout)?.[1])).toBeGreaterThan(60)
})
