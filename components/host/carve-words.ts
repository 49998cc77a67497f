// What a carve's state is called, and how far it is.
import type { Tone } from '@/components/ui/state-words'
import { formatBytes, formatCount } from '@/lib/client/format'
import type { Carve, CarveState } from '@/lib/wire/carves'

export const carveStates: Record<CarveState, { tone: Tone; word: string; why: string }> = {
  receiving: { tone: 'info', word: 'receiving', why: 'The agent is sending it.' },
  complete: { tone: 'ok', word: 'complete', why: '' },
  damaged: {
    tone: 'bad',
    word: 'damaged',
    why: 'Every block came, but fewer bytes than the agent declared. Nothing of it was kept.',
  },
  abandoned: {
    tone: 'offline',
    word: 'given up',
    why: 'No block came for an hour. Nothing of it was kept.',
  },
}

/** "12 of 40 blocks, 96 kB of 320 kB"; of a whole one just its size. */
export function carveProgress(carve: Carve): string {
  const { state, blocks_received, block_count, bytes_received, carve_size } = carve
  if (state === 'complete') return formatBytes(carve_size)
  const blocks = `${formatCount(blocks_received)} of ${formatCount(block_count)} blocks`
  return `${blocks}, ${formatBytes(bytes_received)} of ${formatBytes(carve_size)}`
}

/** What was taken, by the path that the host told, else by the agent's name for it. */
export const carveTitle = ({ path, carve_guid }: Carve): string =>
  path === null ? carve_guid : path.split(',').join(', ')

/** Carves start by asking the table for a path; `%` in it stands for anything. */
export function carveQuery(path: string): string {
  const operator = path.includes('%') ? 'LIKE' : '='
  return `SELECT * FROM carves WHERE carve = 1 AND path ${operator} {{path}}`
}
