import { expect, test } from 'vitest'
import { judgePack } from '@/lib/domain/pack-import-warnings'
import { parsePackFile } from '@/lib/wire/pack-file'

test('each query that no agent could run is warned, with the place of the error', async () => {
  const content = `{"discovery":["select 1 from nowhere"],"queries":{
    "good":{"query":"select * from users"},
    "bad":{"query":"select 1\\nfrm users"},
    "unknown":{"query":"select * from opera_extensions"}}}`
  const [pack] = parsePackFile(content, { name: 'base' }).packs
  if (!pack) throw new Error('no pack')
  const { warnings, nowhere } = await judgePack({ ...pack, file: 0 }, new Map())
  expect(warnings).toMatchObject([
    { code: 'unknown_table', message: 'Discovery: No table "nowhere" is known' },
    { query: 'bad', code: 'invalid_sql', message: 'near "users": syntax error (line 2, column 5)' },
    { query: 'unknown', code: 'unknown_table' },
  ])
  expect([...nowhere]).toEqual(['bad', 'unknown'])
})
