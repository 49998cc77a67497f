// Rows of the access matrix: campaigns and runs of packs.
import { by, fleet, id, name, none, pages, type Row, team } from '@/lib/testing/access-rows'

export const campaignRows: Record<string, Row> = {
  'GET /fleet/campaigns': none({ query: pages }),
  'GET /fleet/campaigns/[id]': by.campaign(),
  'GET /fleet/campaigns/[id]/activity': by.campaign(),
  'POST /fleet/campaigns/[id]/again': by.campaign({ body: { states: ['failed'] } }),
  'GET /fleet/campaigns/[id]/diff': team((w) => ({
    ...id(w.campaign),
    query: `with=${w.run}`,
  })),
  'GET /fleet/campaigns/[id]/diff.csv': team((w) => ({
    ...id(w.campaign),
    query: `with=${w.run}`,
  })),
  'GET /fleet/campaigns/[id]/diff.ndjson': team((w) => ({
    ...id(w.campaign),
    query: `with=${w.run}`,
  })),
  'GET /fleet/campaigns/[id]/errors': by.campaign(),
  'GET /fleet/campaigns/[id]/groups': by.campaign(),
  'GET /fleet/campaigns/[id]/groups.csv': by.campaign(),
  'GET /fleet/campaigns/[id]/groups/hosts': by.campaign({
    query: 'columns=one&values={"one":"1"}',
  }),
  'POST /fleet/campaigns/[id]/groups/label': fleet((w) => ({
    ...id(w.campaign),
    body: { name: name(w), columns: ['one'], key: 'x' },
  })),
  'GET /fleet/campaigns/[id]/hosts': by.campaign(),
  'GET /fleet/campaigns/[id]/provenance': by.campaign(),
  'GET /fleet/campaigns/[id]/results': by.campaign(),
  'GET /fleet/campaigns/[id]/results.csv': by.campaign(),
  'GET /fleet/campaigns/[id]/results.ndjson': by.campaign(),
  'GET /fleet/campaigns/[id]/rows': by.campaign(),
  'GET /fleet/campaigns/[id]/stream': by.campaign(),
  'GET /fleet/campaigns/[id]/unanswered.csv': by.campaign(),
  'POST /fleet/campaigns/[id]/pause': team((w) => id(w.campaign), 'campaigns:stop_others'),
  'POST /fleet/campaigns/[id]/release': team((w) => id(w.campaign), 'campaigns:stop_others'),
  'POST /fleet/campaigns/[id]/resume': team((w) => id(w.campaign), 'campaigns:stop_others'),
  'POST /fleet/campaigns/[id]/stop': team(
    (w) => ({ ...id(w.campaign), body: {} }),
    'campaigns:stop_others',
  ),
  'GET /fleet/runs': none(),
  'GET /fleet/runs/[id]': by.run(),
  'POST /fleet/runs/[id]/pause': team((w) => id(w.run), 'campaigns:stop_others'),
  'POST /fleet/runs/[id]/release': team((w) => id(w.run), 'campaigns:stop_others'),
  'POST /fleet/runs/[id]/resume': team((w) => id(w.run), 'campaigns:stop_others'),
  'POST /fleet/runs/[id]/stop': team((w) => ({ ...id(w.run), body: {} }), 'campaigns:stop_others'),
}
