// Fleet's older address of one scheduled query.
export { DELETE, GET, PATCH } from '../../packs/schedule/[id]/route'
