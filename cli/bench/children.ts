// Programs of the bench as processes of their own, spoken to one question at a time over IPC. Only
// processes started here are ever ended, and all of them are when the bench ends.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { build } from 'esbuild'

export type Program = {
  /** Sends a question and resolves with the reply; rejects when the program ends instead. */
  ask: <Reply>(question: unknown) => Promise<Reply>
  /** Called with every message that is no reply. */
  onNote: (hear: (note: unknown) => void) => void
  pid: number
  end: () => Promise<void>
}

const running = new Set<ChildProcess>()

/** Ends a child by its id: politely, then for good. */
export async function endChild(child: ChildProcess, patienceMs = 5_000): Promise<void> {
  running.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await gone
  clearTimeout(late)
}

export async function endAll(): Promise<void> {
  await Promise.all([...running].map((child) => endChild(child)))
}

/** Keeps a child among those that `endAll` ends, and when this process ends in any way. */
export function keepChild(child: ChildProcess): void {
  if (running.size === 0) {
    process.once('exit', () => {
      for (const left of running) left.kill('SIGKILL')
    })
  }
  running.add(child)
}

/** Bundles a program of this repository, as the server itself is, so that both run as plain JavaScript. */
export async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: { '@': process.cwd() },
    logLevel: 'error',
  })
}

type Options = { flags?: string[]; env?: Record<string, string> }

type Reply = { reply: unknown } | { fault: string } | { note: unknown }

/** Starts a bundled program. Flags are Node's own (`--expose-gc`, `--cpu-prof`). */
export function startProgram(file: string, { flags = [], env = {} }: Options = {}): Program {
  const child = spawn(process.execPath, [...flags, file], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  })
  keepChild(child)
  let hear: (note: unknown) => void = () => {}
  child.on('message', (message: Reply) => {
    if ('note' in message) hear(message.note)
  })
  return {
    pid: child.pid ?? 0,
    onNote: (listener) => {
      hear = listener
    },
    ask: <R>(question: unknown) =>
      new Promise<R>((resolve, reject) => {
        const settle = (how: () => void) => {
          child.off('message', onReply)
          child.off('exit', onExit)
          how()
        }
        const onReply = (message: Reply) => {
          if ('reply' in message) settle(() => resolve(message.reply as R))
          if ('fault' in message) settle(() => reject(new Error(message.fault)))
        }
        const onExit = () => settle(() => reject(new Error(`${file} ended`)))
        child.on('message', onReply)
        child.once('exit', onExit)
        child.send(question as object)
      }),
    end: () => endChild(child),
  }
}

/** For the programs: answers each question in turn until the parent goes away. */
export function answerParent<Question>(answer: (question: Question) => Promise<unknown>): void {
  process.on('message', (question: Question) => {
    answer(question).then(
      (reply) => process.send?.({ reply: reply ?? null }),
      (error: unknown) => process.send?.({ fault: error instanceof Error ? error.stack : 'fault' }),
    )
  })
  process.on('disconnect', () => process.exit(0))
  process.on('SIGTERM', () => process.exit(0))
}
