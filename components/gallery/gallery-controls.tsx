'use client'
// Every control in each of its states, for looking at.
import { Ellipsis, Play, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button, ButtonLink, IconButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Checkbox, RadioGroup, Switch } from '@/components/ui/choice'
import { type Choice, Combobox } from '@/components/ui/combobox'
import { Field } from '@/components/ui/field'
import { Input, SearchInput, Textarea } from '@/components/ui/input'
import { Kbd } from '@/components/ui/kbd'
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu'
import { Popover } from '@/components/ui/popover'
import { Select } from '@/components/ui/select'

const labels: Choice[] = [
  { id: '1', name: 'All hosts', count: 3104 },
  { id: '2', name: 'Finance', count: 208 },
  { id: '3', name: 'Kiosks', count: 12 },
  { id: '4', name: 'Servers', count: 87, detail: 'by SQL' },
]

export function GalleryControls() {
  return (
    <>
      <Buttons />
      <Fields />
      <Choices />
    </>
  )
}

function Buttons() {
  return (
    <Card title="Buttons" note="four looks">
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary">
          <Play aria-hidden /> Run on 900 hosts <Kbd keys="Ctrl Enter" />
        </Button>
        <Button>Secondary</Button>
        <Button variant="ghost">Ghost</Button>
        <Button variant="danger">
          <Trash2 aria-hidden /> Delete 3 hosts
        </Button>
        <Button variant="primary" disabledReason="Needs maintainer in Workstations">
          Not allowed
        </Button>
        <Button busy>Saving</Button>
        <ButtonLink href="/gallery">A link</ButtonLink>
        <Button size="small">Small</Button>
        <IconButton label="Delete">
          <Trash2 aria-hidden />
        </IconButton>
        <MoreMenu />
        <Popover trigger={<Button>Popover</Button>} title="What this is">
          <p className="text-fg-muted">Content beside a control that was opened on purpose.</p>
        </Popover>
      </div>
    </Card>
  )
}

function MoreMenu() {
  return (
    <Menu
      trigger={
        <IconButton label="More actions">
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      <MenuItem keys="e">Edit</MenuItem>
      <MenuItem disabledReason="Needs admin">Transfer</MenuItem>
      <MenuSeparator />
      <MenuItem danger icon={<Trash2 aria-hidden />}>
        Delete
      </MenuItem>
    </Menu>
  )
}

const platforms = [
  { value: 'any', label: 'Any platform', detail: '1,040' },
  { value: 'darwin', label: 'macOS', detail: '512' },
  { value: 'linux', label: 'Linux', detail: '87', disabled: true },
] as const

function Fields() {
  const [search, setSearch] = useState('fin-')
  const [platform, setPlatform] = useState<'any' | 'darwin' | 'linux'>('any')
  const [chosen, setChosen] = useState<Choice[]>(labels.slice(1, 3))
  return (
    <Card title="Fields">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" hint="Shown in lists and in the activity feed">
          <Input defaultValue="Workstation baseline" />
        </Field>
        <Field label="Interval" error="Must be at least 5 s">
          <Input defaultValue="1" inputMode="numeric" />
        </Field>
        <Field label="Platform" optional>
          <Select value={platform} onChange={setPlatform} options={platforms} />
        </Field>
        <Field label="Labels">
          <Combobox
            label="Labels chosen"
            options={labels}
            value={chosen}
            onChange={setChosen}
            placeholder="Add a label"
          />
        </Field>
        <Field label="Disabled">
          <Input disabled defaultValue="Managed by git" />
        </Field>
        <Field label="SQL">
          <Textarea className="mono" rows={2} defaultValue="SELECT name FROM os_version" />
        </Field>
        <SearchInput label="Search hosts" value={search} onChange={setSearch} />
      </div>
    </Card>
  )
}

function Choices() {
  const [on, setOn] = useState(true)
  const [mode, setMode] = useState<'snapshot' | 'differential' | 'added'>('differential')
  return (
    <Card title="Choices">
      <div className="grid gap-4 sm:grid-cols-3">
        <div className="flex flex-col gap-2">
          <Checkbox label="Send offline hosts too" checked={on} onChange={setOn} />
          <Checkbox label="Some of them" checked={false} indeterminate onChange={setOn} />
          <Checkbox label="Not yours to set" checked disabled onChange={setOn} />
        </div>
        <div className="flex flex-col gap-2">
          <Switch
            label="Switched on"
            hint="18 queries on 1,040 hosts"
            checked={on}
            onChange={setOn}
          />
          <Switch label="Not yours to set" checked={false} disabled onChange={setOn} />
        </div>
        <RadioGroup
          label="Report"
          value={mode}
          onChange={setMode}
          options={[
            { value: 'snapshot', label: 'Snapshot', hint: 'All rows, each time' },
            { value: 'differential', label: 'Differential' },
            { value: 'added', label: 'Added only', disabled: true },
          ]}
        />
      </div>
    </Card>
  )
}
