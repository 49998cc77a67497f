// Lines on this process's standard output, for whoever gathers that. Our own log is there too; lines
// of destinations are told from it by their `muster` field. Taken means: handed to the pipe.
import { pinned } from '@/lib/global'
import { type Sink, SinkFault } from '@/lib/sinks/sink'
import type { StdoutConfig } from '@/lib/wire/destination-kinds'

/** Waits until the pipe has taken the text, so that a slow reader is felt here and not in memory. */
function written(text: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new SinkFault('Nobody reads the standard output of the server'))
    signal.addEventListener('abort', stop, { once: true })
    process.stdout.write(text, (error) => {
      signal.removeEventListener('abort', stop)
      if (error) reject(new SinkFault('The standard output is closed', { cause: error }))
      else resolve()
    })
  })
}

export async function openStdout(_config: StdoutConfig): Promise<Sink> {
  // Unheard, an error of the pipe would end the process; whoever writes is told of it anyway.
  pinned('sinks.stdout', () => process.stdout.on('error', () => {}))
  return {
    async send(events, signal) {
      await written(`${events.map(({ text }) => text).join('\n')}\n`, signal)
      return []
    },
    async close() {},
  }
}
