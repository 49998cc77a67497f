'use client'
// Which columns of a grid are in the document: all of a few, of many only those in view and those that
// stick. Rows share one template, in which columns left out are one gap.
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useMemo } from 'react'
import { gridTracks, type Tracks } from './grid-columns'
import type { GridColumn } from './grid-types'

/** More columns than these are drawn only where they are in view. */
const drawnMost = 40

export type PlacedColumn<Row> = {
  column: GridColumn<Row>
  /** Its place among all columns. */
  index: number
  /** Its line in the template, from 1. */
  line: number
  /** Where it sticks, from the start; undefined: it scrolls. */
  stick: number | undefined
}

export type PlacedColumns<Row> = {
  cells: readonly PlacedColumn<Row>[]
  template: string
  minWidth: number
}

/** The columns of those indices with a gap for each stretch between them. */
export function placeColumns<Row>(
  columns: readonly GridColumn<Row>[],
  { widths, sticks }: Pick<Tracks, 'widths' | 'sticks'>,
  indices: readonly number[],
): { cells: PlacedColumn<Row>[]; template: string } {
  const tracks: string[] = []
  const cells: PlacedColumn<Row>[] = []
  let next = 0
  const gapTo = (index: number) => {
    const gap = widths.slice(next, index).reduce((sum, width) => sum + width, 0)
    if (gap > 0) tracks.push(`${gap}px`)
  }
  for (const index of indices) {
    const column = columns[index]
    if (!column) continue
    gapTo(index)
    tracks.push(`${widths[index] ?? 120}px`)
    cells.push({ column, index, line: tracks.length, stick: sticks[index] })
    next = index + 1
  }
  gapTo(columns.length)
  return { cells, template: tracks.join(' ') }
}

type Given<Row> = {
  columns: readonly GridColumn<Row>[]
  widths: readonly number[]
  firstMax: number
  scroller: { current: HTMLDivElement | null }
  activeColumn: number
}

export function usePlacedColumns<Row>(given: Given<Row>): PlacedColumns<Row> {
  const { columns, widths: starts, firstMax, scroller, activeColumn } = given
  const tracks = useMemo(() => gridTracks(columns, starts, firstMax), [columns, starts, firstMax])
  const isWide = columns.length > drawnMost
  const virtualizer = useVirtualizer({
    horizontal: true,
    count: columns.length,
    enabled: isWide,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => tracks.widths[index] ?? 120,
    overscan: 3,
    rangeExtractor: (range) => {
      const stuck = columns.flatMap((_, at) => (tracks.sticks[at] === undefined ? [] : [at]))
      const wanted = new Set([...stuck, ...defaultRangeExtractor(range), activeColumn])
      return [...wanted].filter((at) => at < columns.length).sort((a, b) => a - b)
    },
  })
  const { isMeasured, key } = isWide
    ? { isMeasured: true, key: virtualizer.getVirtualIndexes().join(',') }
    : { isMeasured: false, key: '' }
  return useMemo(() => {
    const { minWidth, template } = tracks
    if (!isMeasured) {
      const cells = columns.map((column, index) => ({
        ...{ column, index, line: index + 1 },
        stick: tracks.sticks[index],
      }))
      return { cells, template, minWidth }
    }
    const indices = key === '' ? [0] : key.split(',').map(Number)
    return { ...placeColumns(columns, tracks, indices), minWidth }
  }, [columns, tracks, isMeasured, key])
}
