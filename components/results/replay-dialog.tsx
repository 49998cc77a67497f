'use client'
// Asks before dead letters go through the door again, and says what came of it.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { formatNoun } from '@/lib/client/format'
import type { ReplayBody } from '@/lib/wire/dead-letters'
import { replayWords } from './letter-words'
import { useReplay } from './use-replay'

type ReplayDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** How many match, and how many of them can be replayed. */
  letters: number
  possible: number
  body: ReplayBody
  onReplayed: () => void
}

function Question({ letters, possible }: Pick<ReplayDialogProps, 'letters' | 'possible'>) {
  const stay = letters - possible
  return (
    <div className="flex flex-col gap-2">
      <p>
        Each line is sorted by today’s rules and stored as if it had just come, under the time that
        its agent claims. What is refused again stays here, with its reason.
      </p>
      <p>Destinations get what is stored now. A line that had been stored before is left out.</p>
      {stay > 0 && (
        <p>
          {formatNoun(stay, 'dead letter stays', 'dead letters stay')}: only the beginning of the
          line was kept, or there is no line.
        </p>
      )}
    </div>
  )
}

function Refusal({ reason }: { reason: string }) {
  return (
    <p role="alert" className="mt-2 text-bad-fg">
      {reason}
    </p>
  )
}

export function ReplayDialog(props: ReplayDialogProps) {
  const { open, onOpenChange, body, onReplayed } = props
  const [asked, setAsked] = useState({ letters: 0, possible: 0 })
  const { busy, error, told, replay, clear } = useReplay(onReplayed)
  const change = (next: boolean) => {
    if (!next) clear()
    onOpenChange(next)
  }
  const isDone = told !== undefined && !busy
  // From the press on it speaks of what was asked: the list behind it is read again meanwhile.
  const { letters, possible } = isDone || busy ? asked : props
  const start = () => {
    setAsked({ letters, possible })
    void replay(body)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={`Replay ${formatNoun(possible, 'dead letter')}?`}
      footer={
        <>
          <Button onClick={() => change(false)}>{isDone ? 'Close' : 'Leave them'}</Button>
          {!isDone && (
            <Button variant="primary" busy={busy} onClick={start}>
              Replay {formatNoun(possible, 'dead letter')}
            </Button>
          )}
        </>
      }
    >
      {told === undefined && <Question letters={letters} possible={possible} />}
      <p role="status">{told && replayWords(told)}</p>
      {error && <Refusal reason={error} />}
    </Dialog>
  )
}
