'use client'
// The second step: by platform, one command, or the same files to be given to a machine another way.
import { Download } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { CopyBlock } from '@/components/ui/copy-block'
import { Tabs } from '@/components/ui/tabs'
import { archiveOf } from '@/lib/client/agent-archive'
import {
  type AgentPlatform,
  flagLines,
  installCommand,
  packageFiles,
} from '@/lib/client/agent-package'

type Reach = { tls_host: string; certificate: string | null }
type StepProps = { reach: Reach; secret: string | undefined }

const platforms: readonly { id: AgentPlatform; label: string; before: string; where: string }[] = [
  {
    id: 'deb',
    label: 'Debian, Ubuntu',
    before: 'Install osquery 5 from your package source: sudo apt-get install osquery',
    where: 'In a terminal of the machine',
  },
  {
    id: 'rpm',
    label: 'Red Hat, SUSE',
    before: 'Install osquery 5 from your package source: sudo dnf install osquery',
    where: 'In a terminal of the machine',
  },
  {
    id: 'darwin',
    label: 'macOS',
    before: 'Install osquery 5, by its package or with brew install --cask osquery',
    where: 'In a terminal of the machine',
  },
  {
    id: 'windows',
    label: 'Windows',
    before: 'Install osquery 5, by its MSI or with winget install osquery.osquery',
    where: 'In PowerShell as administrator',
  },
  {
    id: 'docker',
    label: 'Docker',
    before: 'A container that reports on the machine it runs on',
    where: 'On the machine, in a folder to keep its files in',
  },
]

/** What stands for the secret where it is only looked at. */
const veil = '\u2022'.repeat(12)

function savePackage(platform: AgentPlatform, request: Reach & { secret: string }): void {
  const bytes = archiveOf(`muster-${platform}`, packageFiles(platform, request))
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/zip' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `muster-${platform}.zip`
  link.click()
  // After this turn: the browser has taken the address by then.
  setTimeout(() => URL.revokeObjectURL(url))
}

function Commands(props: StepProps & { platform: (typeof platforms)[number] }) {
  const { reach, secret, platform } = props
  const { id, where } = platform
  if (secret === undefined)
    return (
      <p className="text-fg-muted">The command and the package hold the secret: choose it first.</p>
    )
  const request = { ...reach, secret }
  return (
    <>
      <div>
        <p className="mb-1 text-fg-muted">{where}:</p>
        <CopyBlock
          long
          label="install command"
          text={installCommand(id, request)}
          shown={installCommand(id, { ...reach, secret: veil })}
        />
      </div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-fg-muted">
        <Button onClick={() => savePackage(id, request)}>
          <Download aria-hidden /> Download the package
        </Button>
        or roll out the same files: flags, secret{reach.certificate && ', certificate'}
        {id === 'docker' ? ' and a compose file.' : ', service and a script that installs them.'}
      </p>
    </>
  )
}

function PlatformPanel(props: StepProps & { platform: (typeof platforms)[number] }) {
  const { reach, platform } = props
  return (
    <div className="flex flex-col gap-4">
      <p>{platform.before}.</p>
      <Commands {...props} />
      <details>
        <summary className="cursor-pointer py-1 font-medium">Flags file</summary>
        <CopyBlock long label="flags file" text={flagLines(platform.id, reach).join('\n')} />
      </details>
      {reach.certificate && (
        <details>
          <summary className="cursor-pointer py-1 font-medium">Certificate</summary>
          <CopyBlock long label="certificate" text={reach.certificate.trim()} />
        </details>
      )}
    </div>
  )
}

export function PackageStep(props: StepProps) {
  return (
    <Tabs
      label="Platform"
      param="on"
      tabs={platforms.map((platform) => ({
        id: platform.id,
        label: platform.label,
        content: <PlatformPanel {...props} platform={platform} />,
      }))}
    />
  )
}
