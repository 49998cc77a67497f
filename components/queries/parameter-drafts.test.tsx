import { expect, test } from 'vitest'
import { draftsOf, parametersOf, rowsOf } from './parameter-drafts'

const sql = 'SELECT * FROM listening_ports WHERE port > {{min_port}} AND address IN ({{addresses}})'

test('each name of the text is a row, and what left the text is not saved', () => {
  const gone = { type: 'text' as const, description: 'old', fallback: '' }
  expect(rowsOf(sql, { gone }).map(({ name }) => name)).toEqual(['min_port', 'addresses'])
  expect(parametersOf('SELECT 1', { gone })).toEqual([])
})

test('stored declarations come back as they were', () => {
  const stored = [
    { name: 'min_port', type: 'number' as const, description: 'Ports above', default: 1023 },
    { name: 'addresses', type: 'list' as const, default: ['0.0.0.0', '::'] },
  ]
  expect(parametersOf(sql, draftsOf(stored))).toEqual(stored)
})

test('a default that does not fit its type is named', () => {
  const min_port = { type: 'number' as const, description: '', fallback: 'high' }
  expect(rowsOf(sql, { min_port })[0]?.fault).toBe('"high" is not a number')
})
