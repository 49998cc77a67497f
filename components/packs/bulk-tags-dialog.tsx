'use client'
// Adds tags to packs or takes them away. No host notices, so nothing is asked twice.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { RadioGroup } from '@/components/ui/choice'
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { PackBulkReply } from '@/lib/wire/pack-listing'
import { TagsInput } from './tags-input'
import { type Chosen, subjectOf } from './use-pack-bulk'

type BulkTagsDialogProps = {
  chosen: Chosen | undefined
  known: readonly string[]
  onClose: () => void
  onDone: () => void
}

type Way = 'tag' | 'untag'

function useTagging({ chosen, onDone }: BulkTagsDialogProps) {
  const [way, setWay] = useState<Way>('tag')
  const [tags, setTags] = useState<string[]>([])
  const { busy, error, run } = useCall()
  const save = () =>
    run(async () => {
      if (!chosen) return
      const body = { ...subjectOf(chosen), action: way, tags }
      const { changed } = await api(PackBulkReply, '/api/v1/fleet/packs/bulk', {
        method: 'POST',
        body,
      })
      toast.done(`${formatNoun(changed, 'pack')} ${way === 'tag' ? 'tagged' : 'untagged'}`)
      setTags([])
      onDone()
    })
  return { way, setWay, tags, setTags, busy, error, save }
}

const ways = [
  { value: 'tag', label: 'Add tags' },
  { value: 'untag', label: 'Take tags away' },
] as const

export function BulkTagsDialog(props: BulkTagsDialogProps) {
  const { chosen, known, onClose } = props
  const { way, setWay, tags, setTags, busy, error, save } = useTagging(props)
  return (
    <Dialog
      open={chosen !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={`Tags of ${formatNoun(chosen?.count ?? 0, 'pack')}`}
      description="Tags are for finding packs. No host notices, and no revision is made."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={busy}
            disabledReason={tags.length === 0 ? 'Give at least one tag' : undefined}
            onClick={save}
          >
            {way === 'tag' ? 'Add' : 'Take away'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <RadioGroup label="What to do" inline options={ways} value={way} onChange={setWay} />
        <TagsInput label="Tags" value={tags} onChange={setTags} known={known} />
        {error && (
          <p role="alert" className="text-bad-fg">
            {error}
          </p>
        )}
      </div>
    </Dialog>
  )
}
