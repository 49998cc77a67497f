'use client'
// The one polite live region, in the document from the start. Repeats are made to differ, or
// assistive technology would swallow the second.
import { useEffect, useState } from 'react'
import { connectVoice, paceVoice } from '@/lib/client/announce'

/** `pause`: seconds between two sentences, 0 for silence. */
export function Announcer({ pause }: { pause: number }) {
  const [said, setSaid] = useState({ text: '', turn: 0 })
  useEffect(() => connectVoice((text) => setSaid((old) => ({ text, turn: old.turn + 1 }))), [])
  useEffect(() => paceVoice(pause), [pause])
  return (
    <div role="status" aria-live="polite" aria-atomic="true" className="sr-only">
      {said.text}
      {said.turn % 2 === 1 && '\u00a0'}
    </div>
  )
}
