import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkSql } from '@/lib/sql/check'
import { type ParsedPack, parsePackFile } from '@/lib/wire/pack-file'

const packDirectory = fileURLToPath(new URL('../../../shared/packs', import.meta.url))
const here = existsSync(packDirectory)

/** What is truly wrong in the shipped packs, each with its reason. */
const exceptions: Record<string, { message: string; reason: string }> = {
  opera_extensions: {
    message: 'no such table: opera_extensions',
    reason: 'osquery dropped the table, and the pack was not changed',
  },
}

/** What the checker may say of a query that is right. */
const expectedWarnings: Record<string, string> = {
  every_column: 'the packs select every column nearly everywhere',
  evented_table: 'the packs rely on switched-on event sources',
  old_name: 'the packs still call sharing_preferences by its older name alf_services',
}

function packOf(content: string): ParsedPack {
  const pack = parsePackFile(content, { name: 'base' }).packs[0]
  if (!pack) throw new Error('no pack')
  return pack
}

test('the ten shipped packs are here, or it is said why their SQL is not read', async ({
  annotate,
}) => {
  if (here) expect(readdirSync(packDirectory).length).toBeGreaterThanOrEqual(10)
  else await annotate('They belong to osquery and are not committed; grammar.test.ts stands in')
})

describe.runIf(here)('C72 the SQL of the ten shipped packs', () => {
  const files = here ? readdirSync(packDirectory).filter((file) => file.endsWith('.conf')) : []
  const packs = files.map((file) => packOf(readFileSync(`${packDirectory}/${file}`, 'utf8')))
  const queries = packs.flatMap((pack) => pack.queries)

  test('is right in every query but one, whose table osquery has dropped', async () => {
    expect(queries).toHaveLength(306)
    const wrong: Record<string, string[]> = {}
    for (const { name, query } of queries) {
      const { errors } = await checkSql(query)
      if (errors.length > 0) wrong[name] = errors.map(({ message }) => message)
    }
    const listed = Object.entries(exceptions).map(([name, { message }]) => [name, [message]])
    expect(wrong).toEqual(Object.fromEntries(listed))
  })

  test('constrains every required column, fits a platform and has no bad habits', async () => {
    for (const { query } of queries) {
      const codes = (await checkSql(query)).warnings.map((warning) => warning.code)
      expect(
        codes.filter((code) => !(code in expectedWarnings)),
        query,
      ).toEqual([])
    }
  })

  test('runs on the platform its pack names', async () => {
    const bound = packs.filter((pack) => /^(darwin|linux|windows)$/.test(pack.platform ?? ''))
    expect(bound).toHaveLength(4)
    for (const pack of bound) {
      for (const { query } of pack.queries) {
        expect((await checkSql(query)).platforms, query).toMatchObject({
          [pack.platform ?? '']: true,
        })
      }
    }
  })
})
