// A mail server that takes every letter and keeps it, on a port of its own. Speaks what a sender needs
// of SMTP: greeting, sign-in, one letter after another.
import { createServer, type Socket } from 'node:net'

export type TakenLetter = { from: string; to: string[]; text: string }

export type MailSink = { port: number; letters: TakenLetter[]; stop: () => Promise<void> }

const addressIn = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? ''

/** Quoted-printable back to text: soft line ends and escaped bytes. */
const decoded = (text: string) =>
  text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

function converse(socket: Socket, letters: TakenLetter[]): void {
  let letter: TakenLetter = { from: '', to: [], text: '' }
  let inData = false
  let rest = ''
  const say = (line: string) => socket.write(`${line}\r\n`)
  const hear = (line: string) => {
    if (inData && line === '.') {
      inData = false
      letters.push({ ...letter, text: decoded(letter.text) })
      letter = { from: '', to: [], text: '' }
      return say('250 taken')
    }
    if (inData) {
      letter.text += `${line.replace(/^\.\./, '.')}\r\n`
      return
    }
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'EHLO') return say('250-sink\r\n250 AUTH PLAIN LOGIN')
    if (verb === 'AUTH') return say('235 welcome')
    if (verb === 'MAIL') letter.from = addressIn(line)
    if (verb === 'RCPT') letter.to.push(addressIn(line))
    if (verb === 'DATA') {
      inData = true
      return say('354 go on')
    }
    return say(verb === 'QUIT' ? '221 bye' : '250 ok')
  }
  say('220 sink')
  socket.on('error', () => {})
  socket.on('data', (bytes) => {
    const lines = (rest + bytes.toString('latin1')).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) hear(line)
  })
}

export async function mailSink(): Promise<MailSink> {
  const letters: TakenLetter[] = []
  const server = createServer((socket) => converse(socket, letters))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { port, letters, stop }
}
