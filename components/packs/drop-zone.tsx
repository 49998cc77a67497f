'use client'
// Files dropped anywhere on the page. While one is held over it, the page says what will happen.
import { FileDown } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { type PackFile, readPackFiles } from './import-files'

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** Takes files dropped anywhere; true while one is held over the page. */
function useDroppedFiles(onFiles: (files: PackFile[]) => void): boolean {
  const [over, setOver] = useState(false)
  const take = useRef(onFiles)
  useEffect(() => {
    take.current = onFiles
  }, [onFiles])
  useEffect(() => {
    const drag = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = async (event: DragEvent) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      setOver(false)
      const read = await readPackFiles(event.dataTransfer?.files ?? [])
      if (read.length > 0) take.current(read)
    }
    window.addEventListener('dragover', drag)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', drag)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [])
  return over
}

export function DropZone({ onFiles }: { onFiles: (files: PackFile[]) => void }) {
  const over = useDroppedFiles(onFiles)
  if (!over) return null
  return (
    <div className="pointer-events-none fixed inset-3 z-dialog grid place-items-center rounded-xl border-2 border-accent border-dashed bg-accent-soft/90">
      <p className="flex items-center gap-2 font-semibold text-accent-fg text-title">
        <FileDown aria-hidden /> Drop to check these pack files. Nothing is saved yet.
      </p>
    </div>
  )
}
