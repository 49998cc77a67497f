'use client'
// For how long a need is put off, and why.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import type { Need } from '@/lib/wire/overview'
import type { Snooze } from './use-snooze'

const choices = [
  { value: '4', label: '4 hours' },
  { value: '24', label: '1 day' },
  { value: '168', label: '1 week' },
  { value: '720', label: '30 days' },
]

type SnoozeDialogProps = { need: Need; title: string; snooze: Snooze; onClose: () => void }

export function SnoozeDialog({ need, title, snooze, onClose }: SnoozeDialogProps) {
  const [hours, setHours] = useState('24')
  const [reason, setReason] = useState('')
  const begin = () => void snooze.begin(need, { hours: Number(hours), reason }, onClose)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Put off: ${title}`}
      description="It stays away from this overview for everybody, and comes back sooner if there is more of it."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="primary" busy={snooze.busy} onClick={begin}>
            Put it off
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="For">
          <Select label="For" options={choices} value={hours} onChange={setHours} />
        </Field>
        <Field label="Reason">
          <Input
            value={reason}
            maxLength={500}
            placeholder="Known, mended on Monday"
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
        {snooze.error && (
          <p role="alert" className="text-bad-fg">
            {snooze.error}
          </p>
        )}
      </div>
    </Dialog>
  )
}
