'use client'
// The labels as the address names them, and what a row asks of the page.
import { orderKeys } from '@/components/ui/grid/url-order'
import type { ListFilter } from '@/components/ui/list-filters'
import { api } from '@/lib/client/api'
import { type PageRead, type ReadPage, usePages } from '@/lib/client/use-pages'
import { pickedParams, useUrlParams } from '@/lib/client/use-url-params'
import { type Label, LabelList, labelKinds } from '@/lib/wire/labels'
import { kindWords } from './label-words'

const readLabels: ReadPage<Label> = async (key, { page, per_page }, signal) => {
  const path = `/api/v1/fleet/labels?${key}&page=${page}&per_page=${per_page}`
  const { labels, count } = await api(LabelList, path.replace('?&', '?'), { signal })
  return { items: labels, count }
}

export const labelFilters: readonly ListFilter[] = [
  {
    key: 'kind',
    label: 'Kind',
    choices: labelKinds.map((value) => ({ value, label: kindWords[value] })),
  },
]

export function useLabelList(first: PageRead<Label>) {
  const [params, change] = useUrlParams()
  const key = pickedParams(params, ['query', 'kind', ...orderKeys]).toString()
  const pages = usePages(key, readLabels, first)
  return { params, change, pages }
}

export type LabelListState = ReturnType<typeof useLabelList>
