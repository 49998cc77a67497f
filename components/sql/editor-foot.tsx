// The keys of the editor in words, and what can be done with the text besides typing.
import { AlignLeft, PanelRight } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Kbd } from '@/components/ui/kbd'

type EditorFootProps = {
  onFormat: () => void
  onSchema: () => void
  schemaOpen: boolean
  schemaId: string
  readOnly: boolean
  runs: boolean
  saves: boolean
}

export function EditorFoot(props: EditorFootProps) {
  const { onFormat, onSchema, schemaOpen, schemaId, readOnly, runs, saves } = props
  const more = [runs ? 'Ctrl Enter runs.' : '', saves ? 'Ctrl S saves.' : ''].filter(Boolean)
  return (
    <div className="flex items-center justify-end gap-x-2 gap-y-1">
      <p
        className="min-w-0 flex-1 truncate text-fg-subtle text-meta @max-[640px]:hidden"
        title={`Ctrl Space suggests. Tab takes a suggestion while the list is open, otherwise it leaves the editor. ${more.join(' ')}`}
      >
        <span className="@max-[860px]:hidden">Ctrl Space suggests. </span>Tab takes a suggestion,
        else leaves the editor<span className="@max-[1040px]:hidden">. {more.join(' ')}</span>
      </p>
      <Button
        variant="ghost"
        size="small"
        onClick={onFormat}
        aria-keyshortcuts="Control+Shift+F Meta+Shift+F"
        disabledReason={readOnly ? 'The text cannot be changed here' : undefined}
      >
        <AlignLeft aria-hidden /> Format <Kbd keys="Ctrl Shift F" className="max-md:hidden" />
      </Button>
      <Button
        variant="ghost"
        size="small"
        onClick={onSchema}
        aria-expanded={schemaOpen}
        aria-controls={schemaOpen ? schemaId : undefined}
        aria-keyshortcuts="Control+I Meta+I"
      >
        <PanelRight aria-hidden /> Schema <Kbd keys="Ctrl I" className="max-md:hidden" />
      </Button>
    </div>
  )
}
