// Dead letters in words: what was wrong with a line, what can be done, what came of a replay. Pure.
import { formatCount, formatNoun } from '@/lib/client/format'
import type { DeadLetter, ReplayTally } from '@/lib/wire/dead-letters'

const known: Record<string, readonly [title: string, remedy: string]> = {
  not_an_object: ['The line is no JSON object', 'Whatever sent it is not an agent, or is broken.'],
  no_list: ['The batch held no list of lines', 'Whatever sent it is not an agent, or is broken.'],
  no_name: ['The line names no query', 'Whatever sent it is not an agent, or is broken.'],
  no_rows: ['The line has neither columns nor rows', 'An agent of a new kind may write so.'],
  odd_rows: ['The rows are not what rows look like', 'An agent of a new kind may write so.'],
  odd_action: ['The action is none that is known', 'An agent of a new kind may write so.'],
  no_message: ['The status line has no message', 'Whatever sent it is not an agent, or is broken.'],
  unknown_log_type: ['The kind of log is not known', 'A newer server may know it.'],
  too_many_rows: ['One batch held more rows than are taken', 'Let the query return fewer rows.'],
  over_quota: [
    'The host was beyond its daily quota',
    'What came after was dropped and is not kept. Raise the limit, or see why it says so much.',
  ],
  refused_by_database: [
    'The database refused the line',
    'Once the database is mended, replay it: it is stored as if it had just come.',
  ],
}

export const reasonTitle = (reason: string): string =>
  known[reason]?.[0] ?? reason.replaceAll('_', ' ')

export const reasonRemedy = (reason: string): string | undefined => known[reason]?.[1]

/** Why it cannot be replayed; undefined when it can. */
export function noReplay({ replay }: Pick<DeadLetter, 'replay'>): string | undefined {
  if (replay === 'cut') return 'Only its first 64 kB were kept'
  return replay === 'no_line' ? 'It tells of dropped lines and holds none' : undefined
}

/** "212 = 200 stored + 10 refused again + 2 cut", the sum of a replay in one sentence. */
export function replayWords({ letters, ...reply }: ReplayTally): string {
  const parts: [number, string][] = [
    [reply.stored, 'stored'],
    [reply.still_dead, 'refused again'],
    [reply.cut, 'kept only in part'],
    [reply.no_line, 'without a line'],
    [reply.gone, 'gone before'],
  ]
  const told = parts.filter(([count], index) => count > 0 || index < 2)
  const sum = told.map(([count, word]) => `${formatCount(count)} ${word}`).join(' + ')
  const twice = reply.stored - reply.lines
  const again = twice > 0 ? ` ${formatNoun(twice, 'line')} of them had been stored before.` : ''
  return `${formatNoun(letters, 'dead letter')} = ${sum}.${again}`
}
