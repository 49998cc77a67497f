// A host by shape and name: filled dot online, ring offline, dashed ring missing, dot with "New".
import { CircleAlert } from 'lucide-react'
import Link from 'next/link'
import { cn } from './cn'
import { PlatformIcon } from './platform-icon'

export type HostStatus = 'online' | 'offline' | 'missing' | 'new'

const shapes: Record<HostStatus, string> = {
  online: 'border-ok bg-ok',
  offline: 'border-offline border-2',
  missing: 'border-warn border-2 border-dashed',
  new: 'border-info bg-info',
}

/** The shape alone; `status` is its text alternative. */
export function HostDot({ status, className }: { status: HostStatus; className?: string }) {
  return (
    <span
      role="img"
      aria-label={status}
      className={cn('state-part size-2.5 shrink-0 rounded-full border', shapes[status], className)}
    />
  )
}

type HostChipProps = {
  name: string
  status: HostStatus
  platform?: string | undefined
  href?: string
  /** The serial's last four, when another host has the same name. */
  serialTail?: string | undefined
  conflict?: boolean
  className?: string
}

export function HostChip(props: HostChipProps) {
  const { name, status, platform, href, serialTail, conflict, className } = props
  const body = (
    <>
      <HostDot status={status} />
      {platform && <PlatformIcon platform={platform} className="size-3.5 text-fg-subtle" />}
      <span className="truncate">{name}</span>
      {serialTail && <span className="mono text-fg-subtle text-meta">{serialTail}</span>}
      {status === 'new' && <span className="font-medium text-info-fg text-meta">New</span>}
      {conflict && <CircleAlert aria-label="identity conflict" className="size-3.5 text-warn" />}
    </>
  )
  const look = cn('inline-flex min-h-6 min-w-0 max-w-full items-center gap-1.5', className)
  if (!href) return <span className={look}>{body}</span>
  return (
    <Link href={href} className={cn(look, 'hover:underline')}>
      {body}
    </Link>
  )
}
