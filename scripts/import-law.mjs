// Who may import whom: the table of lib/README.md as data. `from` and `to` are patterns of paths in
// the repository; a stratum may always import itself. What no row covers may import anything.

const foundation = ['lib/(env|global|keys|log|metrics)\\.ts$']

export const law = [
  { stratum: 'foundation', from: 'lib/(env|global|keys|log|metrics)\\.ts$', to: [] },
  { stratum: 'wire', from: 'lib/wire/', to: [] },
  { stratum: 'sql', from: 'lib/sql/', to: ['lib/wire/', 'lib/global\\.ts$'] },
  { stratum: 'store', from: 'lib/store/', to: ['lib/wire/', 'lib/generated/', ...foundation] },
  { stratum: 'bus', from: 'lib/bus/', to: ['lib/store/db\\.ts$', ...foundation] },
  { stratum: 'sinks', from: 'lib/sinks/', to: ['lib/wire/', ...foundation] },
  {
    stratum: 'domain',
    from: 'lib/domain/',
    to: ['lib/wire/', 'lib/store/', 'lib/bus/', 'lib/sql/', 'lib/sinks/', ...foundation],
  },
  { stratum: 'http', from: 'lib/http/', to: ['lib/wire/', 'lib/domain/', ...foundation] },
  {
    stratum: 'clock',
    from: 'lib/clock/',
    to: ['lib/wire/', 'lib/domain/', 'lib/store/', 'lib/bus/', ...foundation],
  },
  { stratum: 'postgres', from: 'lib/postgres/', to: foundation },
  // The checker runs in the browser too; SQL is read, and values bound, wherever it is shown.
  { stratum: 'client', from: 'lib/client/', to: ['lib/wire/', 'lib/sql/(check|engine)\\.ts$'] },
  {
    stratum: 'components',
    from: 'components/',
    to: ['lib/client/', 'lib/wire/', 'lib/sql/(bind|lexemes|placeholders|scope)\\.ts$'],
  },
  { stratum: 'routes', from: 'app/.*route\\.tsx?$', to: ['lib/http/', 'lib/domain/', 'lib/wire/'] },
  {
    stratum: 'pages',
    from: 'app/(?!.*route\\.tsx?$)',
    to: ['components/', 'lib/client/', 'lib/domain/', 'lib/http/', 'lib/wire/'],
  },
  { stratum: 'simulator', from: 'cli/simulate/', to: ['lib/sql/catalogue\\.ts$'] },
  {
    stratum: 'e2e',
    from: 'e2e/',
    to: ['lib/wire/', 'prisma/seed/', 'lib/testing/oidc-provider\\.ts$'],
  },
]

/** Programs that prove and measure: they may use what tests use. Nothing that is served imports them. */
export const proofs = 'cli/(bench|ledger|delivery-ledger)/'

/** Packages that only some files may import. */
export const packageLaw = [
  { packages: '(pg|@prisma/.*)', only: 'lib/(store|bus|postgres|testing|generated)/|cli/' },
  { packages: '(next|react|react-dom)(/.*)?', never: 'lib/(wire|domain|store|bus|sql|clock)/' },
]

/** Modules that ship to the browser, and what they may not reach by any chain of value imports. */
export const browser = {
  from: '(components|lib/client)/',
  unreachable: 'lib/(store|generated|postgres|bus|domain)/',
}
