// Which addresses nobody may reach by a setting: everything that is not plainly public. IPv6 is
// judged the other way round (public is 2000::/3 alone), because forms that wrap IPv4 keep appearing.
import { type BlockList, isIP, isIPv4 } from 'node:net'
import { addressRanges } from '@/lib/env'

const ranges = (...list: string[]): BlockList => addressRanges(list)

/** What even DESTINATION_ALLOW does not open: these answer with the credentials of the machine. */
const metadata = ranges(
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
)

const kinds: readonly (readonly [string, BlockList])[] = [
  ['a loopback address', ranges('127.0.0.0/8', '::1')],
  ['an unspecified address', ranges('0.0.0.0/8', '::')],
  ['a private address', ranges('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7')],
  ['a link-local address', ranges('169.254.0.0/16', 'fe80::/10', 'fec0::/10')],
  ['an address shared behind a carrier', ranges('100.64.0.0/10')],
  ['a multicast address', ranges('224.0.0.0/4', 'ff00::/8')],
  [
    'a reserved address',
    ranges(
      '192.0.0.0/24',
      '192.0.2.0/24',
      '192.88.99.0/24',
      '198.18.0.0/15',
      '198.51.100.0/24',
      '203.0.113.0/24',
      '240.0.0.0/4',
      '2001:db8::/32',
      '3fff::/20',
    ),
  ],
  ['an address of a tunnel', ranges('2001::/23', '2002::/16')],
]

const publicV6 = ranges('2000::/3')
const nat64 = ranges('64:ff9b::/96')

const within = (list: BlockList, address: string) =>
  list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')

/** The eight groups of an IPv6 address, whichever way it is written. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const numbers = (part: string) =>
    part === '' ? [] : part.split(':').map((one) => parseInt(one, 16))
  const [first, last] = [numbers(head), numbers(tail ?? '')]
  const gap = tail === undefined ? 0 : 8 - first.length - last.length
  return [...first, ...Array<number>(gap).fill(0), ...last]
}

/** The IPv4 address in the last 32 bits. */
function lastV4(address: string): string {
  const [high = 0, low = 0] = groupsOf(address).slice(6)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** What of an address is judged: IPv4 that is only wrapped (mapped, NAT64) is judged as IPv4. */
function judged(address: string): string {
  if (isIPv4(address)) return address
  // A BlockList takes a mapped address for the IPv4 within, so the form is read from its groups.
  const isMapped = groupsOf(address).slice(0, 6).join() === '0,0,0,0,0,65535'
  return isMapped || within(nat64, address) ? lastV4(address) : address
}

function kindOf(address: string): string | undefined {
  const found = kinds.find(([, list]) => within(list, address))?.[0]
  if (found) return found
  return isIPv4(address) || within(publicV6, address) ? undefined : 'a reserved address'
}

/** Why that address may not be reached; undefined when it may. `allow` opens all but metadata. */
export function forbidden(address: string, allow: BlockList): string | undefined {
  if (isIP(address) === 0 || address.includes('%')) return 'no address that can be judged'
  const plain = judged(address)
  if (within(metadata, plain)) return 'the metadata service of a cloud'
  if (allowed(address, allow)) return undefined
  const kind = kindOf(plain)
  if (kind) return kind
  return plain !== address && !within(nat64, address) ? 'IPv4 in the clothes of IPv6' : undefined
}

/** Whether the operator's list covers that address. */
export function allowed(address: string, allow: BlockList): boolean {
  if (isIP(address) === 0 || address.includes('%')) return false
  return within(allow, judged(address)) || within(allow, address)
}
