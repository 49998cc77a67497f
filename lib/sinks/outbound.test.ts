import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { addressRanges } from '@/lib/env'
import { allowed, forbidden } from '@/lib/sinks/addresses'
import { faultOf } from '@/lib/sinks/connection-faults'
import { Guard } from '@/lib/sinks/outbound'

const none = addressRanges([])

/** Ways to write an address that must not be reached, as they may stand in a setting. */
const hostile = `
127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.0.0.1 0177.0.0.1 017700000001 127.255.255.254
127.0.0.1. localhost LOCALHOST localhost. 0.0.0.0 0 0x0 [::] [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1]
[::ffff:7f00:1] [::FFFF:10.0.0.1] [::127.0.0.1] [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1]
[64:ff9b::a00:1] [64:ff9b:1::127.0.0.1] [2002:7f00:1::] [2001:0:0:1::1] [::ffff:8.8.8.8] 10.0.0.1
10.255.255.255 0xa000001 167772161 172.16.0.1 172.31.255.255 192.168.1.1 0300.0250.1.1 169.254.1.1
169.254.169.254 0xa9fea9fe 2852039166 [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] 168.63.129.16
100.64.0.1 100.127.255.255 100.100.100.200 [fc00::1] [fd00:ec2::254] [fd12:3456::1] [fe80::1]
[fec0::1] 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255
255.255.255.255 240.0.0.1 [ff02::1] [2001:db8::1] [100::1] [5f00::1] [3fff::1]
１２７．０．０．１ 127。0。0。1 ①②⑦.0.0.1 %31%32%37.0.0.1
`
  .trim()
  .split(/\s+/)

const hostOf = (form: string) => new URL(`https://${form}/`).hostname.replace(/^\[(.*)\]$/, '$1')
/** Refused, or a name that nobody has. */
const unreachable = /destinations may not reach it|ENOTFOUND/
const secure = (host: string) => ({ host, port: 443, secure: true })

describe('an address', () => {
  test('that is not public is refused in every written form', async () => {
    const guard = new Guard({ allow: [] })
    expect(hostile.length).toBeGreaterThanOrEqual(60)
    for (const form of hostile) {
      const refused = guard.addresses(secure(hostOf(form)))
      await expect(refused, form).rejects.toThrow(unreachable)
    }
  })

  test('as a client that reads no URL would take it is refused too', async () => {
    const guard = new Guard({ allow: [] })
    for (const form of hostile.filter((one) => /^[0-9a-zA-Z.:[\]]+$/.test(one))) {
      const raw = form.replace(/^\[(.*)\]$/, '$1')
      await expect(guard.addresses(secure(raw)), form).rejects.toThrow(unreachable)
    }
    await expect(guard.addresses(secure('fe80::1%lo'))).rejects.toThrow(/may not reach it/)
  })

  test('that is public passes', () => {
    for (const address of ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '64:ff9b::8.8.8.8', '2a00::1'])
      expect(forbidden(address, none), address).toBeUndefined()
  })

  test('passes when DESTINATION_ALLOW covers it, however it is written; metadata never does', () => {
    const allow = addressRanges(['10.1.0.0/16', 'fd00::/8', '0.0.0.0/0', '::/0'])
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '::ffff:a01:203', 'fd12::1']) {
      expect(forbidden(address, allow), address).toBeUndefined()
      expect(allowed(address, addressRanges(['10.1.0.0/16', 'fd00::/8'])), address).toBe(true)
    }
    for (const address of ['169.254.169.254', '::ffff:a9fe:a9fe', 'fd00:ec2::254', '168.63.129.16'])
      expect(forbidden(address, allow), address).toMatch(/metadata/)
    expect(allowed('10.2.0.1', addressRanges(['10.1.0.0/16']))).toBe(false)
  })

  test('outside DESTINATION_ALLOW is spoken to by TLS alone, and not at ports of the system', async () => {
    const guard = new Guard({ allow: ['10.0.0.0/8'] })
    const asked = (host: string, port: number, secure: boolean) =>
      guard.addresses({ host, port, secure }).then(() => 'passed', faultOf)
    expect(await asked('8.8.8.8', 443, true)).toBe('passed')
    expect(await asked('8.8.8.8', 9_200, true)).toBe('passed')
    expect(await asked('8.8.8.8', 443, false)).toMatch(/must use TLS/)
    expect(await asked('8.8.8.8', 25, true)).toMatch(/port 25 is not for destinations/)
    expect(await asked('10.0.0.1', 25, false)).toBe('passed')
  })

  test('in DESTINATION_ALLOW that is none is an error at once', () => {
    for (const range of [
      '10.0.0.0/33',
      '10.0.0',
      'intranet',
      '10.0.0.0/8/8',
      'fe80::1%lo',
      '::/129',
    ])
      expect(() => new Guard({ allow: [range] }), range).toThrow(/neither an address nor a range/)
  })
})

describe('a connection', () => {
  const open: http.Server[] = []
  afterEach(() => {
    for (const server of open.splice(0)) server.close().closeAllConnections()
  })

  /** A server on that loopback address that tells its name; port 0 is any. */
  async function serve(address: string, port = 0): Promise<number> {
    const server = http.createServer((_, res) => res.end(address))
    open.push(server)
    await new Promise<void>((resolve) => server.listen(port, address, resolve))
    return (server.address() as AddressInfo).port
  }

  const get = (guard: Guard, url: string) =>
    new Promise<string>((resolve) => {
      const agent = guard.agent(url.startsWith('https:'))
      const asked = http.get(url, { agent, protocol: new URL(url).protocol }, (reply) => {
        let text = ''
        reply.on('data', (chunk) => {
          text += chunk
        })
        reply.on('end', () => {
          agent.destroy()
          resolve(text)
        })
      })
      asked.on('error', (error) => resolve(faultOf(error)))
    })

  test('goes to the address that was checked; one that is given later is checked anew', async () => {
    const port = await serve('127.0.0.2')
    await serve('127.0.0.3', port)
    let asked = 0
    const resolve = async () => [{ address: asked++ === 0 ? '127.0.0.2' : '127.0.0.3', family: 4 }]
    const guard = new Guard({ allow: ['127.0.0.2'], resolve })
    const url = `http://rebinding.example:${port}/`
    expect(await get(guard, url)).toBe('127.0.0.2')
    expect(asked).toBe(1)
    expect(await get(guard, url)).toMatch(/rebinding.example is 127.0.0.3, which is a loopback/)
    expect(asked).toBe(2)
  })

  test('is refused when any address of the name is, before anything is sent', async () => {
    const port = await serve('127.0.0.2')
    const resolve = async () => [
      { address: '127.0.0.2', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ]
    const guard = new Guard({ allow: ['127.0.0.2'], resolve })
    expect(await get(guard, `http://both.example:${port}/`)).toMatch(/10.0.0.1, which is a private/)
  })

  test('to an address itself is judged too, over HTTP, HTTPS and by hand', async () => {
    const port = await serve('127.0.0.2')
    const guard = new Guard({ allow: [] })
    for (const scheme of ['http', 'https'])
      expect(await get(guard, `${scheme}://127.0.0.2:${port}/`)).toMatch(/is a loopback address/)
    const socket = guard.dial({ host: '::ffff:127.0.0.2', port, secure: false })
    const error = await new Promise((resolve) => socket.once('error', resolve))
    expect(faultOf(error)).toMatch(/is a loopback address/)
  })
})
