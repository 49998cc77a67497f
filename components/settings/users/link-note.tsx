// A link that has just been made: shown this once, with what became of the letter.
import { CopyBlock } from '@/components/ui/copy-block'
import { Time } from '@/components/ui/time'
import type { Invitation } from '@/lib/wire/invitations'

const letters: Record<Invitation['letter'], (email: string) => string> = {
  none: (email) =>
    `No mail server is set, so nothing was sent. Hand the link to ${email} yourself.`,
  sent: (email) => `The mail server took a letter with this link for ${email}.`,
  failed: (email) => `The mail server did not take the letter. Hand the link to ${email} yourself.`,
}

type LinkNoteProps = { invitation: Invitation; email: string }

export function LinkNote({ invitation, email }: LinkNoteProps) {
  return (
    <div className="flex flex-col gap-3">
      <p>{letters[invitation.letter](email)}</p>
      <CopyBlock label="link" text={invitation.url} />
      <p className="text-fg-muted">
        It works once and ends <Time at={invitation.expires_at} />. You will not see it again; a new
        link makes it useless.
      </p>
    </div>
  )
}
