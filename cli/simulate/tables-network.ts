// Interfaces, addresses, routes, resolvers and neighbours.
import type { Cells } from './executor'
import type { Machine } from './machine'
import { hex } from './random'
import type { TableSource } from './tables'

export const networkTables: Record<string, TableSource> = {
  interface_addresses: { rows: addresses },
  interface_details: { lifetimeSeconds: 60, rows: details },
  routes: { rows: routes },
  arp_cache: { rows: (m) => [neighbour(m)] },
  etc_hosts: { rows: etcHosts },
  dns_resolvers: { rows: resolvers },
  wifi_networks: { rows: wifi },
}

function interfaceName(m: Machine): string {
  return { darwin: 'en0', linux: 'eth0', windows: '12' }[m.platform]
}

function loopbackName(m: Machine): string {
  return { darwin: 'lo0', linux: 'lo', windows: '1' }[m.platform]
}

function gateway(m: Machine): string {
  return m.address.replace(/\.\d+$/, '.1')
}

function addresses(m: Machine): Cells[] {
  const one = (name: string, address: string, mask: string, type: string): Cells => ({
    interface: name,
    address,
    mask,
    broadcast: address === m.address ? address.replace(/\.\d+$/, '.255') : '',
    point_to_point: '',
    type,
    friendly_name: name === loopbackName(m) ? 'Loopback' : 'Ethernet',
  })
  const v6 = `fe80::${hex(4, m.key, 'a')}:${hex(4, m.key, 'b')}:${hex(4, m.key, 'c')}`
  return [
    one(loopbackName(m), '127.0.0.1', '255.0.0.0', 'manual'),
    one(loopbackName(m), '::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'manual'),
    one(interfaceName(m), m.address, '255.255.255.0', 'dhcp'),
    one(interfaceName(m), v6, 'ffff:ffff:ffff:ffff::', 'auto'),
  ]
}

function details(m: Machine, now: number): Cells[] {
  const seconds = Math.floor((now - m.bootedAt) / 60) * 60
  const rate = 500 + Math.floor(m.random('traffic')() * 5000)
  const counters = (share: number): Cells => ({
    ipackets: Math.floor(seconds * 12 * share),
    opackets: Math.floor(seconds * 9 * share),
    ibytes: Math.floor(seconds * rate * share),
    obytes: Math.floor(seconds * rate * 0.4 * share),
    ierrors: 0,
    oerrors: 0,
    idrops: 0,
    odrops: 0,
    collisions: 0,
    last_change: m.bootedAt,
    metric: 0,
    flags: 34_915,
    enabled: 1,
  })
  return [
    {
      interface: loopbackName(m),
      mac: '00:00:00:00:00:00',
      type: 24,
      mtu: 65_536,
      ...counters(0.1),
    },
    {
      interface: interfaceName(m),
      mac: m.mac,
      type: 6,
      mtu: 1500,
      ...counters(1),
      link_speed: 1000,
      friendly_name: 'Ethernet',
      physical_adapter: 1,
      dhcp_enabled: 1,
      dns_host_name: m.hostname,
    },
  ]
}

function routes(m: Machine): Cells[] {
  const common = { interface: interfaceName(m), mtu: 1500, metric: 100, hopcount: 0, flags: 3 }
  return [
    {
      destination: '0.0.0.0',
      netmask: 0,
      gateway: gateway(m),
      source: m.address,
      type: 'gateway',
      ...common,
    },
    {
      destination: m.address.replace(/\.\d+$/, '.0'),
      netmask: 24,
      gateway: '',
      source: m.address,
      type: 'local',
      ...common,
    },
  ]
}

function neighbour(m: Machine): Cells {
  const mac = `00:1b:17:${hex(6, 'gateway', gateway(m)).replace(/(..)(?=.)/g, '$1:')}`
  return { address: gateway(m), mac, interface: interfaceName(m), permanent: '0' }
}

function etcHosts(m: Machine): Cells[] {
  const common = [
    { address: '127.0.0.1', hostnames: 'localhost' },
    { address: '::1', hostnames: 'localhost' },
  ]
  return m.random('hosts')() < 0.1
    ? [...common, { address: '10.0.0.15', hostnames: 'legacy.corp.example.com' }]
    : [...common, { address: '127.0.1.1', hostnames: m.hostname }]
}

function resolvers(m: Machine): Cells[] {
  return [
    {
      id: 0,
      type: 'nameserver',
      address: m.index % 7 === 0 ? '8.8.8.8' : '10.0.0.2',
      netmask: '32',
      options: 1729,
    },
    { id: 0, type: 'search', address: 'corp.example.com', netmask: '', options: 1729 },
  ]
}

function wifi(m: Machine): Cells[] {
  return ['corp', 'guest', 'home'].slice(0, 1 + (m.index % 3)).map((name) => ({
    ssid: name,
    network_name: `example-${name}`,
    security_type: name === 'guest' ? 'Open' : 'WPA2 Personal',
    last_connected: m.bootedAt,
    auto_login: 0,
    disabled: 0,
    auto_join: 1,
  }))
}
