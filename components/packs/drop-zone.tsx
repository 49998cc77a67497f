'use client'
// Files dropped anywhere on the page. While one is held over it, the page says what will happen.
import { FileDown } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { toast } from '@/components/ui/toast'
import { formatBytes } from '@/lib/client/format'
import type { PackFile } from './import-sheet'

/** The server's own limit; a larger file is not even read. */
const bytesMax = 1_048_576

/** The text of a file, or undefined after saying why not. */
export async function readPackFile(file: File): Promise<PackFile | undefined> {
  if (file.size > bytesMax) {
    const detail = `It has ${formatBytes(file.size)}; a pack file may have 1 MiB.`
    toast.failed(`${file.name} is too large`, detail)
    return undefined
  }
  return { name: file.name, content: await file.text() }
}

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** Takes files dropped anywhere; true while one is held over the page. */
function useDroppedFile(onFile: (file: PackFile) => void): boolean {
  const [over, setOver] = useState(false)
  const take = useRef(onFile)
  useEffect(() => {
    take.current = onFile
  }, [onFile])
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
      const [file] = event.dataTransfer?.files ?? []
      const read = file && (await readPackFile(file))
      if (read) take.current(read)
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

export function DropZone({ onFile }: { onFile: (file: PackFile) => void }) {
  const over = useDroppedFile(onFile)
  if (!over) return null
  return (
    <div className="pointer-events-none fixed inset-3 z-dialog grid place-items-center rounded-xl border-2 border-accent border-dashed bg-accent-soft/90">
      <p className="flex items-center gap-2 font-semibold text-accent-fg text-title">
        <FileDown aria-hidden /> Drop to check this pack file. Nothing is saved yet.
      </p>
    </div>
  )
}
