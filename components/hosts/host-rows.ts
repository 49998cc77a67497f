// Hosts as rows of a list, which calls each by one name.
import type { Host } from '@/lib/wire/hosts'

export type HostRow = Host & { name: string }

export const rowsOf = ({ items, count }: { items: Host[]; count: number }) => ({
  items: items.map((host): HostRow => ({ ...host, name: host.display_name })),
  count,
})
