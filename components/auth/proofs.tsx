'use client'
// How the person at the keyboard can prove that it is still them, told once by the console's layout.
import { createContext, type ReactNode, useContext } from 'react'
import type { Proofs } from '@/lib/wire/sso'

const ProofsContext = createContext<Proofs>({ password: true, sign_on: null })

export function ProofsProvider({ proofs, children }: { proofs: Proofs; children: ReactNode }) {
  return <ProofsContext value={proofs}>{children}</ProofsContext>
}

export function useProofs(): Proofs {
  return useContext(ProofsContext)
}
