// The style guide that cannot go stale: sizes, names and places of every file of ours.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
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

test('files are kebab-case and none is an attic or a barrel', () => {
  const attic = /^(index|utils?|helpers?|common|misc|types|services?|managers?)\.(tsx?|mjs)$/
  const odd = breaking(files, ({ path }) => {
    const name = basename(path)
    return attic.test(name) || !/^[.[(]?[a-z0-9][a-z0-9.\-\])]*\.(tsx?|mjs)$/.test(name)
  })
  expect(odd).toEqual([])
})

test('the environment is read in lib/env.ts alone', () => {
  const exempt = /^(scripts|lib\/testing|e2e)\/|^lib\/env\.ts$|^[a-z.-]*config\.ts$/
  const readers = breaking(sources, ({ path, text }) => {
    return !exempt.test(path) && text.includes('process.env')
  })
  expect(readers).toEqual([])
})

test('shapes are declared in lib/wire', () => {
  // catalogue.ts reads a file of our own that nobody else sees.
  const exempt = /^lib\/(wire\/|env\.ts|sql\/catalogue\.ts)|^cli\//
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
