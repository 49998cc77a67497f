import { describe, expect, test } from 'vitest'
import { type CatalogueTable, columnsOn, findTable, tables } from '@/lib/sql/catalogue'
import { tablePlatforms } from '@/lib/wire/platforms'

function table(name: string): CatalogueTable {
  const found = findTable(name)
  if (!found) throw new Error(`no table ${name}`)
  return found
}

const names = (list: readonly { name: string }[]) => list.map((item) => item.name)

describe('C74 the table catalogue', () => {
  test('holds 286 tables and 2,624 columns, each table once', () => {
    expect(tables()).toHaveLength(286)
    expect(new Set(names(tables())).size).toBe(286)
    expect(tables().flatMap((entry) => entry.columns)).toHaveLength(2624)
  })

  test.each([
    ['darwin', 187, 1608],
    ['linux', 158, 1497],
    ['windows', 115, 1121],
  ] as const)('%s has %i tables and %i columns', (platform, tableCount, columnCount) => {
    const here = tables().filter((entry) => entry.platforms.includes(platform))
    expect(here).toHaveLength(tableCount)
    expect(here.flatMap((entry) => columnsOn(entry, platform))).toHaveLength(columnCount)
  })

  test('22 tables are evented, and 33 columns of 26 tables are required', () => {
    expect(tables().filter((entry) => entry.evented)).toHaveLength(22)
    const withRequired = tables().filter((entry) => entry.columns.some((column) => column.required))
    expect(withRequired).toHaveLength(26)
    const required = withRequired.flatMap((entry) => entry.columns.filter((c) => c.required))
    expect(required).toHaveLength(33)
  })

  test('processes.elevated_token is on windows only and visible there', () => {
    const column = table('processes').columns.find((entry) => entry.name === 'elevated_token')
    expect(column).toMatchObject({ platforms: ['windows'], hidden: false })
    expect(names(columnsOn(table('processes'), 'linux'))).not.toContain('elevated_token')
    expect(names(columnsOn(table('processes'), 'windows'))).toContain('elevated_token')
  })

  test('processes.upid is on darwin only and visible there', () => {
    const column = table('processes').columns.find((entry) => entry.name === 'upid')
    expect(column).toMatchObject({ platforms: ['darwin'], hidden: false })
  })

  test('file_events.eid is hidden', () => {
    const column = table('file_events').columns.find((entry) => entry.name === 'eid')
    expect(column).toMatchObject({ hidden: true })
  })

  test('an alias and any case resolve to the real table; an unknown name does not', () => {
    expect(findTable('hosts')?.name).toBe('etc_hosts')
    expect(findTable('Programs_And_Features')?.name).toBe('programs')
    expect(findTable('__proto__')).toBeUndefined()
  })

  test('flags come from both sources: required from the schema, additional from the specs', () => {
    const column = table('process_events').columns.find((entry) => entry.name === 'env_count')
    expect(column?.aliases).toEqual(['environment_count'])
    expect(table('file').columns.find((entry) => entry.name === 'path')).toMatchObject({
      required: true,
    })
    expect(tables().flatMap((t) => t.columns.filter((c) => c.additional))).toHaveLength(116)
  })

  test('a table has columns on exactly the platforms it names', () => {
    for (const entry of tables()) {
      const found = tablePlatforms.filter((platform) => columnsOn(entry, platform).length > 0)
      expect(found, entry.name).toEqual(entry.platforms)
    }
  })
})
