'use client'
// The reader's own choices, kept on this device: theme, density, single-letter keys.
import { useState } from 'react'
import { useShell } from '@/components/shell/shell-context'
import { Card } from '@/components/ui/card'
import { RadioGroup } from '@/components/ui/choice'
import { applyDensity } from '@/lib/client/preferences'

export type Density = 'comfortable' | 'compact'

export type ProfileProps = {
  name: string
  email: string
  /** "admin", or roles by team. */
  roles: string
  density: Density
}

function ThemeChoice() {
  const { theme, setTheme } = useShell()
  return (
    <div>
      <p aria-hidden className="mb-1 font-medium">
        Theme
      </p>
      <RadioGroup
        label="Theme"
        inline
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'system', label: 'As the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
      />
    </div>
  )
}

function DensityChoice({ first }: { first: Density }) {
  const [density, setDensity] = useState(first)
  return (
    <div>
      <p aria-hidden className="mb-1 font-medium">
        Density
      </p>
      <RadioGroup
        label="Density"
        inline
        value={density}
        onChange={(next) => {
          setDensity(next)
          applyDensity(next)
        }}
        options={[
          { value: 'comfortable', label: 'Comfortable' },
          { value: 'compact', label: 'Compact' },
        ]}
      />
    </div>
  )
}

export function ProfileCard({ name, email, roles, density }: ProfileProps) {
  return (
    <Card title="Profile">
      <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        <dt className="text-fg-muted">Name</dt>
        <dd>{name}</dd>
        <dt className="text-fg-muted">E-mail</dt>
        <dd>{email}</dd>
        <dt className="text-fg-muted">Role</dt>
        <dd>{roles}</dd>
      </dl>
      <div className="flex flex-col gap-4">
        <ThemeChoice />
        <DensityChoice first={density} />
      </div>
    </Card>
  )
}
