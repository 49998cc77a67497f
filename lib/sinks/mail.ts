// Letters out of the house, when a mail server is configured. Plain text only. What the server's URL
// holds is never logged, and neither is the letter: it may carry a link that opens an account.
import { createTransport } from 'nodemailer'
import { env } from '@/lib/env'
import { log } from '@/lib/log'

const patienceMs = 10_000

export type Letter = { to: string; subject: string; text: string }

/** Whether letters can be sent at all. */
export function canMail(): boolean {
  return env().SMTP_URL !== undefined
}

/** Hands a letter to the mail server. False when there was none that took it; never throws. */
export async function sendLetter(letter: Letter): Promise<boolean> {
  const { SMTP_URL, MAIL_FROM } = env()
  if (SMTP_URL === undefined) return false
  const transport = createTransport(SMTP_URL, {
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({ ...letter, from: MAIL_FROM })
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    log().warn({ code }, 'the mail server did not take a letter')
    return false
  } finally {
    transport.close()
  }
}
