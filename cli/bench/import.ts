// Ten pack files through the import: the preview that a person waits for, in a process that has checked
// no SQL yet and again later, and the saving of what it shows.
import { importPacks } from '@/lib/domain/pack-import'
import { sql } from '@/lib/store/db'
import { PackImport } from '@/lib/wire/pack-import'
import { limitRow, type Row, shown, spread } from './figures'
import { administrator, packFiles } from './packs'
import { openRig } from './rig'

const rounds = 5
const limitSeconds = 2

export async function benchImport(): Promise<Row[]> {
  const rig = await openRig()
  try {
    const viewer = await administrator()
    const files = packFiles()
    const run = async (more: object): Promise<number> => {
      const input = PackImport.parse({ files, disabled: true, ...more })
      const started = performance.now()
      await importPacks(viewer, input, '')
      return (performance.now() - started) / 1_000
    }
    const first = await run({ dry_run: true })
    const both: number[] = []
    for (let round = 0; round < rounds; round++) {
      both.push((await run({ dry_run: true })) + (await run({})))
      await sql('people', 'DELETE FROM packs')
    }
    const { median } = spread(both)
    return [
      limitRow(
        'first preview of ten packs',
        shown(spread([first]), ' s'),
        '< 2 s',
        first < limitSeconds,
      ),
      limitRow(
        'import of ten packs with preview',
        shown(spread(both), ' s'),
        '< 2 s',
        median < limitSeconds,
      ),
    ]
  } finally {
    await rig.close()
  }
}
