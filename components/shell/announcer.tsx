'use client'
// The one polite live region, in the document from the start. Repeats are made to differ, or
// assistive technology would swallow the second.
import { useEffect, useState } from 'react'
import { connectVoice } from '@/lib/client/announce'

export function Announcer() {
  const [said, setSaid] = useState({ text: '', turn: 0 })
  useEffect(() => connectVoice((text) => setSaid((old) => ({ text, turn: old.turn + 1 }))), [])
  return (
    <div role="status" aria-live="polite" aria-atomic="true" className="sr-only">
      {said.text}
      {said.turn % 2 === 1 && '\u00a0'}
    </div>
  )
}
