// What our server is compared with: node:http that parses the same body and answers a constant, with
// nothing known of any host.
import { createServer } from 'node:http'
import { answerParent } from './children'

let reply = Buffer.from('{"queries":{}}')

const server = createServer((req, res) => {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('end', () => {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    const known = typeof body === 'object' && body !== null && 'node_key' in body
    res.writeHead(known ? 200 : 400, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': reply.length,
    })
    res.end(reply)
  })
})

/** Takes what it is to answer; says where it listens and how much processor time it has used. */
answerParent(async ({ body }: { body?: string }) => {
  if (body !== undefined) reply = Buffer.from(body)
  if (!server.listening) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  }
  const address = server.address()
  const { user, system } = process.cpuUsage()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cpu_seconds: (user + system) / 1e6,
  }
})
