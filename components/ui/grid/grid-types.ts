// What a page tells the grid: columns, rows and where they come from.
import type { ReactNode } from 'react'

/** `undefined` is a key the row lacks, '' a value that is empty; the grid keeps them apart. */
export type CellValue = string | number | boolean | null | undefined

export type GridColumn<Row> = {
  id: string
  label: string
  /** Name and values come from agents: mono, exactly as received, inspectable. */
  agent?: boolean
  value: (row: Row) => CellValue
  /** Of such a row the column says nothing, not even that it lacks the value. */
  blank?: (row: Row) => boolean
  /** How a column of ours looks; agent columns are always drawn by the grid. */
  draw?: (row: Row) => ReactNode
  /** Takes the place of the label in the head: a box that selects all. */
  head?: () => ReactNode
  /** The cell is a link, reached with Enter. */
  href?: (row: Row) => string
  numeric?: boolean
  /** Starting width in px. */
  width?: number
  /** Stays in view when the grid is scrolled sideways; the first column always does. */
  pinned?: boolean
  /** Takes the room that is left. */
  grow?: boolean
  /** Server source: the API's `order_key`. A local source sorts by any column. */
  orderKey?: string
  /** Off until the reader picks it. */
  hidden?: boolean
}

/** `second` is the next key, of a source that takes two. */
export type GridSort = { id: string; descending: boolean; second?: GridSort }

/** Arrays fit; so does a columnar store that changes identity when it changes. */
export type RowList<Row> = { readonly length: number; at: (index: number) => Row | undefined }

type LocalSource<Row> = { mode: 'local'; rows: RowList<Row>; busy?: boolean }

export type ServerSource<Row> = {
  mode: 'server'
  rows: RowList<Row>
  /** Null while the whole is unknown. */
  total: number | null
  hasMore: boolean
  busy: boolean
  onMore: () => void
  sort: GridSort | undefined
  onSort: (sort: GridSort) => void
}

/** Rows that the page itself sorts, filters and searches, wherever it keeps them. */
export type OrderedSource<Row> = {
  mode: 'ordered'
  /** In their order, without those that are filtered out. */
  rows: RowList<Row>
  /** Before filters and search. */
  total: number
  busy: boolean
  sort: GridSort | undefined
  /** Takes two keys. */
  onSort: (sort: GridSort) => void
  search: { value: string; onChange: (text: string) => void; label: string }
  /** What there is beyond `rows`, when they are read page by page. */
  more?: { total: number | null; hasMore: boolean; onMore: () => void; step?: number } | undefined
}

export type GridSource<Row> = LocalSource<Row> | ServerSource<Row> | OrderedSource<Row>

export type ActiveCell = { row: number; column: number }
