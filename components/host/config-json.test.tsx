import { expect, test } from 'vitest'
import { configLines } from './config-json'

const config = { options: { a: 1, b: [1, 2] }, packs: { 'x.y': { queries: {} } } }

test('the lines joined are the configuration again', () => {
  const text = configLines(config, [])
    .map((line) => line.text)
    .join('\n')
  expect(JSON.parse(text)).toEqual(config)
})

test('a line has the source of its own path, or else of its nearest parent', () => {
  const lines = configLines(config, [
    { path: 'options.a', source: 'organisation' },
    { path: 'options.b', source: 'team Servers' },
    { path: 'packs.x.y', source: 'pack x.y, revision 3' },
  ])
  const sourceOf = (text: string) => lines.find((line) => line.text.includes(text))?.source
  expect(sourceOf('"a"')).toBe('organisation')
  expect(sourceOf('2')).toBe('team Servers')
  expect(sourceOf('"queries"')).toBe('pack x.y, revision 3')
  expect(sourceOf('"options"')).toBeUndefined()
})
