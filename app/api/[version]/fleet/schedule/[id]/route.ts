// Fleet's older address of one scheduled query.
import { refused } from '@/lib/http/errors'

export { DELETE, GET, PATCH } from '../../packs/schedule/[id]/route'

export const { POST, PUT } = refused('GET', 'PATCH', 'DELETE')
