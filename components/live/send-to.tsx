// Where answers go beside this server: the destinations that take live answers, for who may choose them.
import Link from 'next/link'
import { Checkbox } from '@/components/ui/choice'
import type { DestinationPick } from '@/lib/wire/live-first'

export type SendToProps = {
  /** Null: not the viewer's to choose. */
  options: readonly DestinationPick[] | null
  chosen: readonly number[]
  onChange: (chosen: number[]) => void
}

function Nowhere({ options }: Pick<SendToProps, 'options'>) {
  if (options === null) return <>Only an administrator may send answers to destinations.</>
  return (
    <>
      No destination takes live answers; the answers stay here.{' '}
      <Link href="/destinations" className="text-accent-fg underline">
        Destinations
      </Link>
    </>
  )
}

export function SendTo({ options, chosen, onChange }: SendToProps) {
  if (!options || options.length === 0)
    return (
      <p className="pt-1.5 text-fg-muted max-sm:pt-0">
        <Nowhere options={options} />
      </p>
    )
  return (
    <div className="flex flex-col gap-1 pt-1.5 max-sm:pt-0">
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {options.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            checked={chosen.includes(id)}
            onChange={(on) => onChange(on ? [...chosen, id] : chosen.filter((one) => one !== id))}
          />
        ))}
      </div>
      <p className="text-fg-subtle text-meta">
        {chosen.length === 0
          ? 'The answers stay here.'
          : 'Each answer goes there as one line too, as soon as it is stored.'}
      </p>
    </div>
  )
}
