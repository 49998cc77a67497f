// The rules a new password must keep, ticking while it is typed. The list of common ones stays on
// the server, which has the last word.
import { Circle, CircleCheck } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import { passwordLengthMin } from '@/lib/wire/users'

export type PasswordRule = { text: string; kept: boolean }

export function passwordRules(password: string, email: string): PasswordRule[] {
  const local = email.trim().toLowerCase().split('@', 1)[0] ?? ''
  const text = password.toLowerCase()
  const namesOwner = local.length > 3 && text.replace(/[\d\W_]+$/u, '') === local
  return [
    {
      text: `At least ${passwordLengthMin} characters`,
      kept: [...password].length >= passwordLengthMin,
    },
    { text: 'At least 4 different characters', kept: new Set(text).size >= 4 },
    {
      text: 'Not your e-mail address',
      kept: password !== '' && !namesOwner && text !== email.trim().toLowerCase(),
    },
  ]
}

export function PasswordRules({ rules, id }: { rules: PasswordRule[]; id: string }) {
  return (
    <ul id={id} aria-label="Rules for the password" className="flex flex-col gap-1 text-meta">
      {rules.map(({ text, kept }) => (
        <li
          key={text}
          className={cn('flex items-center gap-2', kept ? 'text-ok-fg' : 'text-fg-subtle')}
        >
          {kept ? (
            <CircleCheck aria-hidden className="size-3.5" />
          ) : (
            <Circle aria-hidden className="size-3.5" />
          )}
          {text}
          <span className="sr-only">{kept ? ', kept' : ', not yet'}</span>
        </li>
      ))}
    </ul>
  )
}
