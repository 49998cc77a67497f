// What may be told to a running simulated fleet, a line each: laptops that leave and come back,
// programs that start and end. Answers in words, also to what it does not understand.
import type { Agent } from './agent'

export const controls = `While it runs, type
  offline HOST…          close the lid of these computers: nothing of them is heard
  online HOST…           open it again: they catch up
  start HOST PATH [PORT] run a program there, listening on a port
  end HOST NAME          end what was started
A HOST is its number, from 1, or its name. In the background, give it no input: < /dev/null
`

function findHost(agents: readonly Agent[], word: string): Agent {
  const found = /^\d+$/.test(word)
    ? agents[Number(word) - 1]
    : agents.find(({ machine }) => machine.hostname === word)
  if (!found) throw new RangeError(`there is no host ${word}`)
  return found
}

function toggle(agents: readonly Agent[], words: string[], shut: boolean): string {
  const found = words.map((word) => findHost(agents, word))
  if (found.length === 0) throw new RangeError('name at least one host')
  for (const { lid } of found) {
    if (shut) lid.close()
    else lid.open()
  }
  const names = found.map(({ machine }) => machine.hostname).join(', ')
  return `${shut ? 'offline' : 'online'}: ${names}`
}

function start(agents: readonly Agent[], words: string[], nowSeconds: number): string {
  const [host = '', path, port] = words
  const { machine } = findHost(agents, host)
  if (path === undefined) throw new RangeError('start HOST PATH [PORT]')
  const listening = port === undefined ? undefined : Number(port)
  if (listening !== undefined && !(Number.isInteger(listening) && listening > 0))
    throw new RangeError(`${port} is not a port`)
  const name = machine.started.start({
    path,
    nowSeconds,
    ...(listening === undefined ? {} : { port: listening }),
  })
  return `started: ${name} on ${machine.hostname}`
}

function end(agents: readonly Agent[], [host = '', name = '']: string[]): string {
  const { machine } = findHost(agents, host)
  if (!machine.started.end(name))
    throw new RangeError(`${machine.hostname} runs no ${name} that was started here`)
  return `ended: ${name} on ${machine.hostname}`
}

/** Obeys one line; returns what to print, without a line's end. */
export function obey(agents: readonly Agent[], line: string, nowSeconds: number): string {
  const [word = '', ...rest] = line.trim().split(/\s+/)
  try {
    if (word === 'offline' || word === 'online') return toggle(agents, rest, word === 'offline')
    if (word === 'start') return start(agents, rest, nowSeconds)
    if (word === 'end') return end(agents, rest)
    return word === '' ? '' : controls.trimEnd()
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}
