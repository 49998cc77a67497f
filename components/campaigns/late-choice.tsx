'use client'
// What becomes of the answers of hosts that have the query already.
import { RadioGroup } from '@/components/ui/choice'
import { formatCount } from '@/lib/client/format'

export type Late = 'keep' | 'drop'

type LateChoiceProps = { count: number; late: Late; onChange: (late: Late) => void }

export function LateChoice({ count, late, onChange }: LateChoiceProps) {
  return (
    <div>
      <p className="mb-2">Answers of the {formatCount(count)}:</p>
      <RadioGroup
        inline
        label="Late answers"
        value={late}
        onChange={onChange}
        options={[
          { value: 'keep', label: 'keep' },
          { value: 'drop', label: 'drop' },
        ]}
      />
    </div>
  )
}
