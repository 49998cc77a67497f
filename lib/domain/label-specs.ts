// Labels as specs: declared by name, applied all or none. Built-in ones are listed and never changed.
import { recordChange, wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { platformRuns } from '@/lib/domain/agent-rules'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { isDuplicate, type Tx, transaction } from '@/lib/store/db'
import {
  insertLabel,
  raiseLabelsVersion,
  removeForeignMembers,
  replaceMembers,
  updateLabel,
} from '@/lib/store/labels'
import {
  findHostsByNames,
  type HeldLabel,
  listLabelSpecs,
  lockLabels,
} from '@/lib/store/pack-specs'
import { AppError, type FieldError, refuseFields } from '@/lib/wire/errors'
import type { LabelSpec, LabelSpecReply } from '@/lib/wire/pack-specs'
import { platforms } from '@/lib/wire/platforms'
import type { Viewer } from '@/lib/wire/roles'

export function readLabelSpecs(viewer: Viewer): Promise<LabelSpecReply[]> {
  authorize(viewer, 'labels:read', 'any')
  return listLabelSpecs(teamScope(viewer, 'hosts:read'), null)
}

/** The label of that name, or `not_found`. */
export async function readLabelSpec(viewer: Viewer, name: string): Promise<LabelSpecReply> {
  authorize(viewer, 'labels:read', { team_id: null })
  const [spec] = await listLabelSpecs(teamScope(viewer, 'hosts:read'), name)
  if (!spec) throw new AppError('not_found', 'There is no such label')
  return spec
}

type Hosts = Map<string, number[]>

function faultsOf(spec: LabelSpec, at: string, held: HeldLabel | undefined, hosts: Hosts) {
  const errors: FieldError[] = []
  const fault = (field: string, reason: string) => errors.push({ name: `${at}.${field}`, reason })
  if (held?.kind === 'builtin') {
    const isSame = held.query === spec.query && held.platform === spec.platform
    if (!isSame) fault('name', `"${spec.name}" is built in and does not change`)
    return errors
  }
  const isManual = held ? held.kind === 'manual' : spec.query === ''
  if (spec.label_type === 'builtin') fault('label_type', 'only Muster has built-in labels')
  if (isManual && spec.query !== '') fault('query', 'the hosts of this label are listed by hand')
  if (!isManual && spec.query === '') fault('query', 'must not be empty: SQL finds its hosts')
  if (spec.label_membership_type && (spec.label_membership_type === 'manual') !== isManual)
    fault('label_membership_type', `the label is ${isManual ? 'manual' : 'dynamic'}`)
  if (!isManual && spec.hosts && spec.hosts.length > 0)
    fault('hosts', 'the hosts of this label are found by its SQL')
  for (const [index, name] of (spec.hosts ?? []).entries()) {
    const found = hosts.get(name)?.length ?? 0
    if (found === 0) fault(`hosts[${index}]`, `there is no host "${name}"`)
    if (found > 1) fault(`hosts[${index}]`, `"${name}" is ${found} hosts; give the uuid`)
  }
  return errors
}

async function writeLabel(tx: Tx, spec: LabelSpec, held: HeldLabel | undefined, hosts: Hosts) {
  const { name, description, query, platform } = spec
  const sqlOf = query === '' ? {} : { query }
  const id = held ? held.id : await insertLabel(tx, { name, description, platform, ...sqlOf })
  if (held) {
    const isSame = held.query === query && held.platform === platform
    await updateLabel(tx, id, isSame ? { description } : { description, platform, ...sqlOf })
    const kept = platforms.filter((one) => platformRuns(platform, one))
    if (!isSame && query !== '') await removeForeignMembers(tx, id, kept)
  }
  if (spec.hosts && query === '')
    await replaceMembers(
      tx,
      id,
      spec.hosts.flatMap((host) => hosts.get(host) ?? []),
    )
  return id
}

/** Makes each label what its spec says, all or none; every field at fault is named by its path. */
export async function applyLabelSpecs(
  viewer: Viewer,
  specs: LabelSpec[],
  address: string,
): Promise<void> {
  authorize(viewer, 'labels:write', { team_id: null })
  const topics = ['labels', 'hosts', 'configuration']
  await transaction('people', async (tx) => {
    const names = specs.map(({ name }) => name)
    const held = new Map((await lockLabels(tx, names)).map((label) => [label.name, label]))
    const hostNames = [...new Set(specs.flatMap(({ hosts }) => hosts ?? []))]
    // Whoever writes labels writes them for the whole fleet.
    const hosts = await findHostsByNames(tx, { all: true }, hostNames)
    const faults = specs.flatMap((spec, index) =>
      faultsOf(spec, `specs[${index}]`, held.get(spec.name), hosts),
    )
    refuseFields(faults)
    for (const spec of specs) {
      if (held.get(spec.name)?.kind === 'builtin') continue
      const id = await writeLabel(tx, spec, held.get(spec.name), hosts)
      await recordActivity(tx, viewer, {
        type: 'applied_spec_label',
        object_kind: 'label',
        object_id: id,
        object_name: spec.name,
        details: { query: spec.query, platform: spec.platform },
        address,
      })
    }
    await raiseLabelsVersion(tx)
    for (const topic of topics) await recordChange(tx, topic)
  }).catch((error) => {
    if (!isDuplicate(error)) throw error
    throw new AppError('conflict', 'Somebody made a label of one of these names just now', {
      errors: [{ name: 'specs', reason: 'a name was taken meanwhile' }],
    })
  })
  for (const topic of topics) wake(topic)
}
