import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { unpin } from '@/lib/global'
import { clientAddress, pathHeader, stampAddress } from '@/lib/http/address'

afterEach(() => {
  vi.unstubAllEnvs()
  unpin('address.proxies')
})

function stamped(peer: string, headers: Record<string, string>, trusted = ''): IncomingMessage {
  vi.stubEnv('TRUSTED_PROXIES', trusted)
  unpin('address.proxies')
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: peer })
  const request = new IncomingMessage(socket)
  request.url = '/hosts?x=1&_rsc=abc'
  Object.assign(request.headers, headers)
  stampAddress(request)
  return request
}

const addressOf = (...given: Parameters<typeof stamped>) => clientAddress(stamped(...given).headers)

test.each([
  'x-forwarded-for',
  'x-real-ip',
  'forwarded',
  'cf-connecting-ip',
  'true-client-ip',
  'x-client-ip',
  'x-muster-address',
])('%s from a stranger changes nothing', (header) => {
  expect(addressOf('203.0.113.9', { [header]: '10.0.0.1' })).toBe('203.0.113.9')
})

test('of a trusted proxy, the right-most hop that is not one itself is the client', () => {
  const headers = { 'x-forwarded-for': '1.1.1.1, 198.51.100.7, 10.0.0.2' }
  expect(addressOf('::ffff:10.0.0.1', headers, '10.0.0.0/8')).toBe('198.51.100.7')
  expect(addressOf('203.0.113.9', headers, '10.0.0.0/8')).toBe('203.0.113.9')
  const broken = { 'x-forwarded-for': '1.1.1.1, <script>, 10.0.0.2' }
  expect(addressOf('10.0.0.1', broken, '10.0.0.0/8')).toBe('10.0.0.2')
  expect(addressOf('10.0.0.1', {}, '10.0.0.0/8')).toBe('10.0.0.1')
})

test('without the front door nobody’s word is taken', () => {
  expect(clientAddress(new Headers({ 'x-muster-address': '10.0.0.1' }))).toBe('')
  expect(clientAddress(new Headers({ 'x-muster-address': 'forged 10.0.0.1' }))).toBe('')
})

test('pages are told the path that was asked for, without Next’s own parameter', () => {
  expect(stamped('::1', { [pathHeader]: '//evil' }).headers[pathHeader]).toBe('/hosts?x=1')
})
