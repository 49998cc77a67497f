import { listCarves } from '@/lib/domain/carves'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { CarveList, CarveQuery } from '@/lib/wire/carves'
import { pageOf } from '@/lib/wire/paging'

export const GET = userRoute({
  action: 'carves:read',
  query: CarveQuery,
  reply: CarveList,
  run: async ({ viewer, query }) => {
    const { carves, count } = await listCarves(viewer, query)
    return { carves, ...pageOf(query, count) }
  },
})

export const { POST, PUT, PATCH, DELETE } = refused('GET')
