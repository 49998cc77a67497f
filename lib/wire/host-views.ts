// Filters and an order of the host list that a person keeps under a name.
import { z } from 'zod'
import { HostListQuery } from '@/lib/wire/hosts'
import { Name } from '@/lib/wire/values'
import { View } from '@/lib/wire/views'

/** As the list's query string says it, kept as it was written; what the list would refuse is refused. */
const ViewParams = z.record(z.string(), z.string()).superRefine((params, context) => {
  const parsed = HostListQuery.safeParse(params)
  for (const { path, message } of parsed.error?.issues ?? [])
    context.addIssue({ code: 'custom', path: [...path], message })
})

export const HostViewInput = z.strictObject({ name: Name, params: ViewParams })
export type HostViewInput = z.infer<typeof HostViewInput>

export const HostView = View
export type HostView = View

export const HostViewReply = z.object({ host_view: HostView })
export const HostViewsReply = z.object({ host_views: z.array(HostView) })
