'use client'
// How the console looks and speaks to its reader. Every choice holds at once and is kept with the person.
import type { ReactNode } from 'react'
import { useShell } from '@/components/shell/shell-context'
import { Card } from '@/components/ui/card'
import { RadioGroup, Switch } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { Time } from '@/components/ui/time'
import { useNow } from '@/lib/client/use-clock'
import { usePreferences } from '@/lib/client/use-preferences'

type Density = 'comfortable' | 'compact'

function Choice({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <div>
      <p aria-hidden className="mb-1 font-medium">
        {title}
      </p>
      {children}
      {hint && <p className="mt-1 text-fg-subtle text-meta">{hint}</p>}
    </div>
  )
}

function ThemeChoice() {
  const { theme, setTheme } = useShell()
  return (
    <Choice title="Theme">
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
    </Choice>
  )
}

function DensityChoice({ drawn }: { drawn: Density }) {
  const { preferences, choose } = usePreferences()
  return (
    <Choice title="Density">
      <RadioGroup
        label="Density"
        inline
        value={preferences.density ?? drawn}
        onChange={(density) => choose({ density })}
        options={[
          { value: 'comfortable', label: 'Comfortable' },
          { value: 'compact', label: 'Compact' },
        ]}
      />
    </Choice>
  )
}

function ZoneChoice({ zones }: { zones: readonly string[] }) {
  const { preferences, choose } = usePreferences()
  const chosen = preferences.zone ?? ''
  const known = zones.includes(chosen) || chosen === '' ? zones : [chosen, ...zones]
  return (
    <Field label="Time zone" className="max-w-72">
      <Select
        value={chosen}
        onChange={(zone) => choose({ zone })}
        options={[
          { value: '', label: 'As the browser' },
          ...known.map((zone) => ({ value: zone, label: zone })),
        ]}
      />
    </Field>
  )
}

function TimesChoice() {
  const { preferences, choose } = usePreferences()
  const now = useNow()
  return (
    <Choice title="Times">
      <RadioGroup
        label="Times"
        inline
        value={preferences.times ?? 'relative'}
        onChange={(times) => choose({ times })}
        options={[
          { value: 'relative', label: 'How long ago' },
          { value: 'absolute', label: 'Date and time' },
        ]}
      />
      <p className="mt-1 text-fg-subtle text-meta">
        Three minutes ago reads <Time at={now - 180_000} />.
      </p>
    </Choice>
  )
}

function KeysChoice() {
  const { preferences, choose } = usePreferences()
  return (
    <Switch
      label="Single-letter keys"
      hint="g then a letter goes to a page, ? lists what works here. Off leaves chords and keys in a grid."
      checked={preferences.shortcuts !== false}
      onChange={(shortcuts) => choose({ shortcuts })}
    />
  )
}

const pauses = { '10': 10, '60': 60, '0': 0 } as const

function VoiceChoice() {
  const { preferences, choose } = usePreferences()
  const value = `${preferences.announcements ?? 10}` as const
  return (
    <Choice
      title="Announcements"
      hint="What a screen reader is told of things that go on by themselves."
    >
      <RadioGroup<keyof typeof pauses>
        label="Announcements"
        inline
        value={value}
        onChange={(seconds) => choose({ announcements: pauses[seconds] })}
        options={[
          { value: '10', label: 'At most every 10 s' },
          { value: '60', label: 'At most every 60 s' },
          { value: '0', label: 'Off' },
        ]}
      />
    </Choice>
  )
}

type LooksCardProps = { density: Density; zones: readonly string[] }

export function LooksCard({ density, zones }: LooksCardProps) {
  return (
    <Card title="Look and sound" note="kept with you, on every device">
      <div className="flex flex-col gap-4">
        <ThemeChoice />
        <DensityChoice drawn={density} />
        <TimesChoice />
        <ZoneChoice zones={zones} />
        <KeysChoice />
        <VoiceChoice />
      </div>
    </Card>
  )
}
