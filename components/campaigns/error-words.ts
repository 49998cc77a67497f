// What agents' messages mean, and what to do about each. Pure.
import type { HostState } from '@/lib/wire/campaigns'

const meanings: [RegExp, string, string][] = [
  [
    /denylist/i,
    'This SQL stopped the agent on this host before, so the agent refuses it for 24 h. Other hosts are not affected.',
    'Ask for less: fewer columns, a WHERE on an indexed column, no large joins.',
  ],
  [
    /no answer/i,
    'The agent took the query twice and never wrote back.',
    'Look for a crash or a watchdog entry in the status logs of this host.',
  ],
  [
    /no such table/i,
    'This agent has no table of that name: another platform, or an older osquery.',
    'Narrow the targets to a platform that has it, or update the agent.',
  ],
  [
    /no such column/i,
    'The table is there but lacks a column on this agent, usually an older osquery.',
    'Leave the column out, or update the agent.',
  ],
  [
    /without a message/i,
    'The agent reported a failure and said nothing more.',
    'The status logs of this host often say why.',
  ],
  [
    /constraint|required column|must be constrained/i,
    'The table needs a value for one of its columns before it can be read.',
    'Add a WHERE for the column that the message names.',
  ],
]

const tooLarge = {
  meaning: 'The answer was larger than what is kept from one host. What fits is kept and marked.',
  remedy: 'Ask for fewer columns or rows.',
}

/** What an error means and what to do about it, when it is one of the known kinds. */
export function meaningOf(error: string, state?: HostState): { meaning: string; remedy: string } {
  if (state === 'too_large') return tooLarge
  const known = meanings.find(([pattern]) => pattern.test(state === 'denylisted' ? state : error))
  if (known) return { meaning: known[1], remedy: known[2] }
  return {
    meaning: 'The agent ran the query and refused it with this message.',
    remedy: 'The same SQL in osqueryi on that host shows the whole error.',
  }
}
