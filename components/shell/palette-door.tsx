'use client'
// Loads the palette the first time it is opened; until then it costs nothing.
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import type { PaletteProps } from './palette'

const Palette = dynamic(() => import('./palette').then((module) => module.Palette), { ssr: false })

export function PaletteDoor(props: PaletteProps) {
  const [wanted, setWanted] = useState(false)
  useEffect(() => {
    if (props.open) setWanted(true)
  }, [props.open])
  return wanted ? <Palette {...props} /> : null
}
