// Programs of the bench as processes of their own, spoken to one question at a time over IPC. Only
// processes started here are ever ended, and all of them are when the bench ends.
import { type ChildProcess, spawn } from 'node:child_process'
import { endChild } from '@/cli/server-child'
import { env, machineEnvironment } from '@/lib/env'

export type Program = {
  /** Sends a question and resolves with the reply; rejects when the program ends instead. */
  ask: <Reply>(question: unknown) => Promise<Reply>
  pid: number
  end: () => Promise<void>
}

const running = new Set<ChildProcess>()
const rigs = new Set<() => Promise<void>>()

/** Ends all that still runs: the programs, then the databases that they ran on. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map((child) => endChild(child)))
  for (const close of rigs) await close()
}

/** Keeps what closes a rig among what `endAll` does; the reply closes it, once, and forgets it. */
export function keepRig(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined
  const once = () => {
    closing ??= close().finally(() => rigs.delete(once))
    return closing
  }
  rigs.add(once)
  return once
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

type Options = { flags?: string[] }

type Reply = { reply: unknown } | { fault: string }

/** Starts a bundled program on the bench's database. Flags are Node's own (`--expose-gc`). */
export function startProgram(file: string, { flags = [] }: Options = {}): Program {
  const { DATABASE_URL, DATA_DIR } = env()
  const child = spawn(process.execPath, [...flags, file], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...machineEnvironment(), NODE_ENV: 'production', DATABASE_URL, DATA_DIR },
  })
  keepChild(child)
  return {
    pid: child.pid ?? 0,
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
