// Rows of the access matrix: destinations, which belong to the whole fleet.
import { fleet, id, none, type Row } from '@/lib/testing/access-rows'

const file = { kind: 'file', config: { path: 'matrix.ndjson' } }

export const destinationRows: Record<string, Row> = {
  'GET /fleet/destinations': none(),
  'POST /fleet/destinations': none({ body: { name: 'matrix', ...file } }),
  'GET /fleet/destinations/[id]': fleet((w) => id(w.destination)),
  'PATCH /fleet/destinations/[id]': fleet((w) => ({
    ...id(w.destination),
    body: { when_full: 'shed' },
  })),
  'DELETE /fleet/destinations/[id]': fleet((w) => id(w.destination)),
  'POST /fleet/destinations/[id]/test': fleet((w) => id(w.destination)),
  'POST /fleet/destinations/[id]/pause': fleet((w) => id(w.destination)),
  'POST /fleet/destinations/[id]/resume': fleet((w) => id(w.destination)),
  'POST /fleet/destinations/[id]/retry': fleet((w) => id(w.destination)),
  'POST /fleet/destinations/[id]/replay': fleet((w) => ({
    ...id(w.destination),
    body: { from: '2026-01-01T00:00:00Z' },
  })),
  'GET /fleet/destinations/[id]/dead_letters': fleet((w) => id(w.destination)),
  'DELETE /fleet/destinations/[id]/dead_letters': fleet((w) => ({
    ...id(w.destination),
    body: {},
  })),
  'POST /fleet/destinations/test': none({ body: file }),
  'POST /fleet/destinations/preview': none({ body: { filter: {} } }),
}
