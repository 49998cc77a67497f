// Why a try to enrol was refused, and what to do about it, in words.
import type { Refusal } from '@/lib/wire/enrolments'

const words: Record<Refusal['reason'], (secret: string) => string> = {
  unknown: () => 'sent a secret that this server never made. Copy it again.',
  empty: () => 'sent no secret: the file that its flags name is empty or cannot be read.',
  expired: (secret) => `sent ${secret}, which has ended. Make a new one.`,
  revoked: (secret) => `sent ${secret}, which was revoked. Make a new one.`,
  used_up: (secret) => `sent ${secret}, which has enrolled as many hosts as it may.`,
}

export function refusalWords({ reason, enroll_secret, tries }: Refusal): string {
  const often = tries > 1 ? ` ${tries} times in a minute.` : ''
  return (
    words[reason](enroll_secret === null ? 'a secret' : `the secret “${enroll_secret}”`) + often
  )
}
