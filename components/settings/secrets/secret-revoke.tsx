'use client'
// Ends an enrol secret. Says first how many hosts came with it, and that they stay.
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { Unread } from '@/lib/wire/frame'
import type { EnrollSecret } from '@/lib/wire/secrets'
import { secretsPath } from './secret-create'
import { revokeEffect } from './secret-words'

type SecretRevokeProps = { secret: EnrollSecret; onClose: () => void; onRevoked: () => void }

export function SecretRevoke({ secret, onClose, onRevoked }: SecretRevokeProps) {
  const { busy, error, run } = useCall()
  const go = () =>
    run(async () => {
      await api(Unread, `${secretsPath}/${secret.id}`, { method: 'DELETE', body: {} })
      toast.done(`${secret.name} enrols nobody any more`)
      onRevoked()
    })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Revoke 1 enrol secret, ${secret.name}?`}
      keepLabel="Keep the enrol secret"
      goLabel="Revoke 1 enrol secret"
      danger
      onConfirm={go}
      busy={busy}
      error={error}
    >
      <p>{revokeEffect(secret)}</p>
      {secret.last_used_at && (
        <p>
          It was last used <Time at={secret.last_used_at} />.
        </p>
      )}
    </ConfirmDialog>
  )
}
