// osquery's platforms as an icon with a name. Linux distributions all count as Linux.
import { AppWindow, Command, type LucideIcon, MonitorCog, Terminal } from 'lucide-react'
import { cn } from './cn'

type Family = { name: string; icon: LucideIcon }

const linux: Family = { name: 'Linux', icon: Terminal }

const linuxes = new Set(
  'linux ubuntu debian rhel centos fedora amzn arch gentoo sles opensuse kali pop rocky almalinux alpine'.split(
    ' ',
  ),
)

export function platformFamily(platform: string): Family {
  if (platform === 'darwin') return { name: 'macOS', icon: Command }
  if (platform === 'windows') return { name: 'Windows', icon: AppWindow }
  if (linuxes.has(platform)) return linux
  return { name: platform || 'unknown platform', icon: MonitorCog }
}

export function PlatformIcon({ platform, className }: { platform: string; className?: string }) {
  const { name, icon: Icon } = platformFamily(platform)
  return <Icon role="img" aria-label={name} className={cn('text-fg-subtle', className)} />
}
