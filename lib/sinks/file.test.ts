import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openFile } from '@/lib/sinks/file'
import type { Sink, SinkEvent } from '@/lib/sinks/sink'
import { FileConfig } from '@/lib/wire/destination-kinds'

let root: string
let now = Date.now()
const open: Sink[] = []

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'muster-file-'))
  now = Date.now()
  vi.stubEnv('DESTINATION_DIR', root)
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((sink) => sink.close()))
  rmSync(root, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

async function sinkOf(config: object): Promise<Sink> {
  const sink = await openFile(
    FileConfig.parse({ path: 'a/lines.ndjson', ...config }),
    {},
    { allow: [] },
    () => now,
  )
  open.push(sink)
  return sink
}

const event = (n: number, size = 0): SinkEvent => ({
  ...{ key: `k${n}`, text: JSON.stringify({ n, pad: 'x'.repeat(size) }), kind: 'result' },
  ...{ pack: null, query: null, host: 'h', at: new Date(0) },
})
const signal = new AbortController().signal
const inFolder = (name: string) => join(root, 'a', name)
const numbers = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).n)
const active = () => numbers(readFileSync(inFolder('lines.ndjson'), 'utf8'))
const files = () => readdirSync(join(root, 'a')).sort()

test('lines are appended, one JSON object each, by one process after another', async () => {
  const first = await sinkOf({})
  expect(await first.send([event(1), event(2)], signal)).toEqual([])
  await first.close()
  await (await sinkOf({})).send([event(3)], signal)
  expect(active()).toEqual([1, 2, 3])
})

test('half a line that a crash left is cut off, whole ones stay', async () => {
  mkdirSync(join(root, 'a'))
  appendFileSync(inFolder('lines.ndjson'), `{"n":1}\n{"n":2,"pad":"${'y'.repeat(200_000)}`)
  await (await sinkOf({})).send([event(2)], signal)
  expect(active()).toEqual([1, 2])
})

test('a file is rotated by size, compressed behind its back, and the oldest ones go', async () => {
  const sink = await sinkOf({ rotate_mb: 1, keep_files: 2 })
  for (let n = 1; n <= 5; n++) await sink.send([event(n, 700_000)], signal)
  expect(active()).toEqual([5])
  await vi.waitFor(() => {
    expect(files().filter((name) => name !== 'lines.ndjson')).toEqual([
      expect.stringMatching(/^lines-\d{8}-\d{4}\.ndjson\.gz$/),
      expect.stringMatching(/^lines-\d{8}-\d{4}\.ndjson\.gz$/),
    ])
  }, 20_000)
  const kept = files().filter((name) => name.endsWith('.gz'))
  const lines = kept.flatMap((name) => numbers(gunzipSync(readFileSync(inFolder(name))).toString()))
  expect(lines).toEqual([3, 4])
})

test('a file is rotated at the end of its day (UTC), and names the day of its lines', async () => {
  const sink = await sinkOf({ compress: false })
  await sink.send([event(1)], signal)
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '')
  now += 86_400_000
  await sink.send([event(2)], signal)
  expect(active()).toEqual([2])
  expect(files()).toEqual([`lines-${day}-0001.ndjson`, 'lines.ndjson'])
})

test('a file that somebody moved away is begun anew', async () => {
  const sink = await sinkOf({})
  await sink.send([event(1)], signal)
  renameSync(inFolder('lines.ndjson'), inFolder('moved'))
  await sink.send([event(2)], signal)
  expect(active()).toEqual([2])
})

test('nothing leads out of the folder: neither a path, nor a link to a folder, nor one to a file', async () => {
  for (const path of ['../x', '/etc/x', 'a/../../x', '.hidden', 'a//b', 'a/', 'x\0y', ''])
    expect([path, FileConfig.safeParse({ path }).success]).toEqual([path, false])
  const outside = mkdtempSync(join(tmpdir(), 'muster-outside-'))
  symlinkSync(outside, join(root, 'link'))
  const words = 'A link leads out of the folder of destinations'
  await expect(sinkOf({ path: 'link/x' })).rejects.toMatchObject({ message: words })
  symlinkSync(join(outside, 'target'), join(root, 'file'))
  const sink = await sinkOf({ path: 'file' })
  await expect(sink.send([event(1)], signal)).rejects.toMatchObject({
    message: 'The file is a symbolic link, which is not followed',
  })
  expect(readdirSync(outside)).toEqual([])
  rmSync(outside, { recursive: true })
})

test('what cannot be written is a fault in words, and nothing counts as taken', async () => {
  mkdirSync(inFolder('lines.ndjson'), { recursive: true })
  const sink = await sinkOf({})
  await expect(sink.send([event(1)], signal)).rejects.toMatchObject({
    name: 'SinkFault',
    message: 'There is a folder of that name',
  })
})
