'use client'
// Whom: teams, labels, single hosts, and whom to leave out, in lines that both live queries and packs
// use. What the choice means, and how many, is told by whoever asks.
import { type ReactNode, useMemo, useState } from 'react'
import { Checkbox, RadioGroup } from '@/components/ui/choice'
import type { Choice } from '@/components/ui/combobox'
import type { Selected, TargetNames } from '@/lib/wire/targets'
import { faultWords, type TargetPart } from './fault-line'
import { GroupLine, HostLine } from './target-line'

type TargetPickerProps = {
  names: TargetNames
  selected: Selected
  onChange: (selected: Selected) => void
  /** Beside "Every host". */
  everyone: string
  hosts: readonly Choice[]
  onHosts: (choices: readonly Choice[]) => void
  readOnly?: boolean | undefined
  /** The line that leaves nobody. */
  fault?: TargetPart | undefined
  /** More lines, before the sum. */
  children?: ReactNode
  /** The sentence and the sum of hosts. */
  sum: ReactNode
}

const choicesOf = (list: readonly { id: number; name: string; count: number }[]): Choice[] =>
  list.map(({ id, name, count }) => ({ id: String(id), name, count }))

/** The label that everybody has. */
export function everybodyLabel(names: TargetNames): number | undefined {
  return names.labels.find(({ kind, name }) => kind === 'builtin' && name === 'All Hosts')?.id
}

/** Names of single hosts met so far: those chosen at first, and those found since. */
export function useKnownHosts(names: TargetNames) {
  const [hosts, setHosts] = useState<readonly Choice[]>(() =>
    names.hosts.map(({ id, display_name, hostname }) => ({
      id: String(id),
      name: display_name || hostname,
    })),
  )
  const add = (choices: readonly Choice[]) =>
    setHosts((old) => [
      ...old.filter(({ id }) => !choices.some((choice) => choice.id === id)),
      ...choices,
    ])
  return { hosts, add }
}

const faultOf = (part: TargetPart, fault: TargetPart | undefined) =>
  part === fault ? faultWords[part] : undefined

type LinesProps = Pick<TargetPickerProps, 'names' | 'selected' | 'onChange' | 'readOnly' | 'fault'>

function LabelLine({ names, selected, onChange, readOnly, fault }: LinesProps) {
  const labels = useMemo(() => {
    const everybody = everybodyLabel(names)
    return choicesOf(names.labels.filter(({ id }) => id !== everybody))
  }, [names])
  return (
    <div>
      <GroupLine
        label="Labels"
        placeholder="Any label"
        options={labels}
        ids={selected.labels}
        onIds={(ids) => onChange({ ...selected, labels: ids })}
        fault={faultOf('labels', fault)}
        readOnly={readOnly}
      />
      {selected.labels.length > 1 && !readOnly && (
        <RadioGroup
          inline
          label="How labels combine"
          value={selected.label_match}
          onChange={(label_match) => onChange({ ...selected, label_match })}
          options={[
            { value: 'any', label: 'any of them' },
            { value: 'all', label: 'all of them' },
          ]}
          className="mt-1"
        />
      )}
    </div>
  )
}

function Groups(props: LinesProps) {
  const { names, selected, onChange, readOnly, fault } = props
  const teams = useMemo(() => choicesOf(names.teams), [names])
  return (
    <>
      {(teams.length > 0 || selected.teams.length > 0) && (
        <GroupLine
          label="Teams"
          placeholder="Any team"
          options={teams}
          ids={selected.teams}
          onIds={(ids) => onChange({ ...selected, teams: ids })}
          fault={faultOf('teams', fault)}
          readOnly={readOnly}
        />
      )}
      <LabelLine {...props} />
    </>
  )
}

function Excluded(props: TargetPickerProps) {
  const { names, selected, onChange, hosts, onHosts, readOnly, fault } = props
  const { exclude } = selected
  const labels = useMemo(() => choicesOf(names.labels), [names])
  return (
    <>
      <GroupLine
        label="Not with these labels"
        placeholder="Nobody left out"
        options={labels}
        ids={exclude.labels}
        onIds={(ids) => onChange({ ...selected, exclude: { ...exclude, labels: ids } })}
        fault={exclude.labels.length > 0 ? faultOf('exclude', fault) : undefined}
        readOnly={readOnly}
      />
      <HostLine
        label="Not these hosts"
        ids={exclude.hosts}
        onIds={(ids) => onChange({ ...selected, exclude: { ...exclude, hosts: ids } })}
        known={hosts}
        onKnown={onHosts}
        fault={exclude.labels.length === 0 ? faultOf('exclude', fault) : undefined}
        readOnly={readOnly}
      />
    </>
  )
}

export function TargetPicker(props: TargetPickerProps) {
  const { selected, onChange, everyone, hosts, onHosts, readOnly, children, sum } = props
  return (
    <div className="flex flex-col gap-3">
      <Checkbox
        label="Every host"
        hint={everyone}
        checked={selected.all}
        onChange={(all) => onChange({ ...selected, all })}
        disabled={readOnly ?? false}
      />
      {!selected.all && (
        <>
          <Groups {...props} />
          <HostLine
            label="Hosts"
            ids={selected.hosts}
            onIds={(ids) => onChange({ ...selected, hosts: ids })}
            known={hosts}
            onKnown={onHosts}
            fault={faultOf('hosts', props.fault)}
            readOnly={readOnly}
          />
        </>
      )}
      <Excluded {...props} />
      {children}
      <div className="border-line border-t pt-3">{sum}</div>
    </div>
  )
}
