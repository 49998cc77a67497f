// Filters of the results page that a person keeps under a name.
import { z } from 'zod'
import { gatherFilters, ResultFilters } from '@/lib/wire/result-filters'
import { Name } from '@/lib/wire/values'
import { View } from '@/lib/wire/views'

/** What only the page knows: its view, the range in words, its columns. */
const PageWords = z.strictObject(
  Object.fromEntries(
    ['view', 'tab', 'range', 'by', 'order', 'direction', 'columns', 'at', 'with'].map((key) => [
      key,
      z.string().max(4_096).optional(),
    ]),
  ),
)
const pageKeys = new Set(Object.keys(PageWords.shape))
const paramsMax = 64

/** As the page's query string says it, kept as it was written; what the list would refuse is refused. */
const ViewParams = z.record(z.string(), z.string()).superRefine((params, context) => {
  const entries = Object.entries(params)
  if (entries.length > paramsMax)
    context.addIssue({ code: 'custom', message: `at most ${paramsMax} parameters` })
  const parts = (of: boolean) =>
    Object.fromEntries(entries.filter(([key]) => pageKeys.has(key) === of))
  const parsed = [
    z.preprocess(gatherFilters, ResultFilters).safeParse(parts(false)),
    PageWords.safeParse(parts(true)),
  ]
  for (const { path, message } of parsed.flatMap(({ error }) => error?.issues ?? []))
    context.addIssue({ code: 'custom', path: [...path], message })
})

export const ResultViewInput = z.strictObject({ name: Name, params: ViewParams })
export type ResultViewInput = z.infer<typeof ResultViewInput>

export const ResultViewReply = z.object({ result_view: View })
export const ResultViewsReply = z.object({ result_views: z.array(View) })
