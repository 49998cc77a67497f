'use client'
// One dead letter in full: what was wrong, the line as it came, and another try.
import { Check, Copy, RotateCw } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Sheet } from '@/components/ui/sheet'
import { Time } from '@/components/ui/time'
import { formatBytes, formatNoun } from '@/lib/client/format'
import { useCopy } from '@/lib/client/use-copy'
import type { DeadLetter } from '@/lib/wire/dead-letters'
import { noReplay, reasonRemedy, reasonTitle, replayWords } from './letter-words'
import { useReplay } from './use-replay'

/** The sample set out line by line where it is whole JSON. */
function laidOut(sample: string): string {
  try {
    return JSON.stringify(JSON.parse(sample), null, 2)
  } catch {
    return sample
  }
}

function Facts({ letter }: { letter: DeadLetter }) {
  const { host, reason, received_at, log_type, size_bytes, tried_at, tries } = letter
  const remedy = reasonRemedy(reason)
  return (
    <>
      <p className="font-semibold">{reasonTitle(reason)}</p>
      {remedy && <p className="mt-1 text-fg-muted">{remedy}</p>}
      <p className="my-3 text-fg-muted">
        From{' '}
        <Link href={`/hosts/${host.id}`} className="text-accent-fg hover:underline">
          {host.display_name || host.hostname}
        </Link>
        , log <span className="mono">{log_type}</span>, {formatBytes(size_bytes)}, received{' '}
        <Time at={received_at} source="server received" />.
        {tried_at && (
          <>
            {' '}
            Replayed {formatNoun(tries, 'time')} and refused again, last <Time at={tried_at} />.
          </>
        )}
      </p>
    </>
  )
}

type LetterSheetProps = {
  letter: DeadLetter
  noWrite: string | undefined
  onClose: () => void
  onReplayed: () => void
}

type ActsProps = Pick<LetterSheetProps, 'letter' | 'noWrite'> & {
  call: ReturnType<typeof useReplay>
}

function Acts({ letter, noWrite, call: { busy, told, replay } }: ActsProps) {
  const { copied, copy } = useCopy()
  const stored = told?.stored ? 'It is stored now' : undefined
  return (
    <>
      <Button onClick={() => copy(letter.sample)}>
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />} {copied ? 'Copied' : 'Copy line'}
      </Button>
      <Button
        variant="primary"
        busy={busy}
        disabledReason={noWrite ?? noReplay(letter) ?? stored}
        onClick={() => void replay({ ids: [letter.id] })}
      >
        <RotateCw aria-hidden /> Replay this line
      </Button>
    </>
  )
}

export function LetterSheet({ letter, noWrite, onClose, onReplayed }: LetterSheetProps) {
  const call = useReplay(onReplayed)
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title="Dead letter"
      className="w-[min(720px,100vw)]"
      footer={<Acts letter={letter} noWrite={noWrite} call={call} />}
    >
      <Facts letter={letter} />
      <p role="status" className="mb-2 font-medium">
        {call.told && replayWords(call.told)}
      </p>
      {call.error && (
        <p role="alert" className="mb-2 text-bad-fg">
          {call.error}
        </p>
      )}
      {letter.replay === 'cut' && (
        <p className="mb-2 text-warn-fg">Its beginning, of {formatBytes(letter.size_bytes)}:</p>
      )}
      <section
        aria-label="The line as it came"
        className="rounded-md border border-line bg-sunken p-3"
      >
        <pre className="mono whitespace-pre-wrap break-all text-meta">{laidOut(letter.sample)}</pre>
      </section>
    </Sheet>
  )
}
