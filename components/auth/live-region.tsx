// A place whose changes are read out. It is always there, and takes no room while it is empty.
import type { ReactNode } from 'react'

export function LiveRegion({ children }: { children: ReactNode }) {
  return (
    <div aria-live="polite" className="empty:-mb-4">
      {children}
    </div>
  )
}
