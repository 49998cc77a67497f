'use client'
// What an agent gets of this pack now, word for word, on a host of one's choice.
import { useState } from 'react'
import { ConfigJson, configLines } from '@/components/host/config-json'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState, ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import { formatBytes } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { HostConfiguration } from '@/lib/wire/hosts'
import { PackHosts } from '@/lib/wire/pack-hosts'
import type { Pack } from '@/lib/wire/packs'
import { JsonObject } from '@/lib/wire/settings'

/** The hosts that the pack reaches, one of them chosen, and its configuration. */
function useConfiguration(pack: Pack) {
  const hosts = usePoll(PackHosts, `/api/v1/fleet/packs/${pack.id}/hosts`, 60)
  const [chosen, choose] = useState<string>()
  const options = (hosts.value?.hosts ?? []).map(({ id, display_name, os_version }) => ({
    value: String(id),
    label: display_name,
    detail: os_version,
  }))
  const host = chosen ?? options[0]?.value
  const path = host === undefined || pack.disabled ? null : `/api/v1/fleet/hosts/${host}/config`
  const config = usePoll(HostConfiguration, path, 60)
  return { hosts, options, host, choose, config }
}

type OwnPartProps = { name: string; configuration: HostConfiguration }

/** What of a host's configuration is of the pack of that name. */
function OwnPart({ name, configuration }: OwnPartProps) {
  const packs = JsonObject.safeParse(configuration.config.packs)
  const own = JsonObject.safeParse(packs.data?.[name])
  if (own.success)
    return <ConfigJson label={`What the agent gets of ${name}`} lines={configLines(own.data, [])} />
  return (
    <EmptyState title="This host gets nothing of the pack">
      No query of it runs on the host's platform.
    </EmptyState>
  )
}

export function PreviewConfiguration({ pack }: { pack: Pack }) {
  const { hosts, options, host, choose, config } = useConfiguration(pack)
  if (pack.disabled)
    return (
      <EmptyState title="The pack is off">No agent gets it until it is switched on.</EmptyState>
    )
  if (hosts.value && options.length === 0)
    return (
      <EmptyState title="The pack reaches no host">There is nobody to preview it on.</EmptyState>
    )
  const failure = hosts.failure ?? config.failure
  if (failure && !config.value)
    return (
      <ErrorState
        title="The configuration could not be read"
        requestId={failure.uuid}
        onRetry={config.refresh}
      >
        {failure.message}
      </ErrorState>
    )
  if (!config.value || host === undefined)
    return <SkeletonRows className="rounded-lg border border-line bg-surface" />
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Select label="On host" options={options} value={host} onChange={choose} className="w-72" />
        <span className="text-fg-muted">
          Its whole configuration has {formatBytes(config.value.bytes)}
        </span>
        <ButtonLink href={`/hosts/${host}?tab=config`} size="small">
          Whole configuration
        </ButtonLink>
      </div>
      <OwnPart name={pack.name} configuration={config.value} />
    </div>
  )
}
