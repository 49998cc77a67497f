// Installed software: applications, packages, browser extensions, certificates.
import type { Cells } from './executor'
import type { Machine } from './machine'
import { hex } from './random'
import { brews, extensions, type Program, packages, programs } from './stories'
import type { TableSource } from './tables'

export const softwareTables: Record<string, TableSource> = {
  apps: { lifetimeSeconds: 86_400, rows: apps },
  programs: { lifetimeSeconds: 86_400, rows: windowsPrograms },
  deb_packages: { rows: (m) => (isDebian(m) ? packages.filter(installed(m)).map(deb) : []) },
  rpm_packages: { rows: (m) => (isDebian(m) ? [] : packages.filter(installed(m)).map(rpm(m))) },
  apt_sources: { rows: (m) => (isDebian(m) ? [aptSource(m)] : []) },
  homebrew_packages: { rows: homebrew },
  chrome_extensions: { rows: chromeExtensions },
  firefox_addons: { rows: firefoxAddons },
  safari_extensions: { rows: () => [] },
  python_packages: { rows: pythonPackages },
  certificates: { rows: certificates },
  docker_containers: { rows: () => [] },
}

function has(m: Machine, name: string, share: number): boolean {
  return m.random('software', name)() < share
}

function isDebian(m: Machine): boolean {
  return m.os.platform !== 'rhel'
}

/** A fifth of the computers lag behind; every day a few of the others are updated. */
function versionOf(m: Machine, program: Program, now: number): string {
  const late = m.random('late', program.name, Math.floor(now / 86_400 / 14))() < 0.2
  if (!late) return program.version
  const parts = program.version.split('.')
  const major = Number(parts[0])
  return [String(Math.max(0, major - 1)), ...parts.slice(1)].join('.')
}

function apps(m: Machine, now: number): Cells[] {
  const own = [
    {
      name: 'Safari',
      bundle: 'com.apple.Safari',
      publisher: 'Apple',
      version: m.os.version,
      share: 1,
    },
    {
      name: 'Terminal',
      bundle: 'com.apple.Terminal',
      publisher: 'Apple',
      version: '2.14',
      share: 1,
    },
  ]
  return [...own, ...programs.filter((p) => has(m, p.name, p.share))].map((p) => ({
    name: `${p.name}.app`,
    path:
      p.publisher === 'Apple'
        ? `/System/Applications/${p.name}.app`
        : `/Applications/${p.name}.app`,
    bundle_executable: p.name,
    bundle_identifier: p.bundle,
    bundle_name: p.name,
    bundle_short_version: versionOf(m, p, now),
    bundle_version: versionOf(m, p, now),
    bundle_package_type: 'APPL',
    development_region: 'en',
    display_name: p.name,
    minimum_system_version: '12.0',
    category: 'public.app-category.productivity',
    copyright: `Copyright © 2025 ${p.publisher}`,
    last_opened_time: m.bootedAt + Math.floor(m.random('opened', p.name)() * 3600) + 0.5,
  }))
}

function windowsPrograms(m: Machine, now: number): Cells[] {
  return programs
    .filter((p) => has(m, p.name, p.share))
    .map((p) => ({
      name: p.name,
      version: versionOf(m, p, now),
      install_location: `C:\\Program Files\\${p.name}\\`,
      install_source: '',
      language: '1033',
      publisher: p.publisher,
      uninstall_string: `"C:\\Program Files\\${p.name}\\uninstall.exe"`,
      install_date: '20250814',
      identifying_number: `{${hex(8, p.name).toUpperCase()}-0000-0000-0000-000000000000}`,
      package_family_name: '',
      upgrade_code: '',
    }))
}

function installed(m: Machine): (entry: (typeof packages)[number]) => boolean {
  return ([name, , , share]) => has(m, name, share)
}

function deb([name, version, section]: (typeof packages)[number]): Cells {
  return {
    name,
    version,
    source: '',
    size: 100 + name.length * 1234,
    arch: 'amd64',
    revision: version.split('-')[1] ?? '',
    status: 'install ok installed',
    maintainer: 'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>',
    section,
    priority: 'optional',
    admindir: '/var/lib/dpkg',
  }
}

function rpm(m: Machine): (entry: (typeof packages)[number]) => Cells {
  return ([name, version, group]) => ({
    name,
    version: version.replace(/^\d+:/, '').split('-')[0] ?? '',
    release: '1.el9',
    source: `${name}.src.rpm`,
    size: 100_000 + name.length * 1234,
    sha1: hex(40, name, version),
    arch: 'x86_64',
    epoch: 0,
    install_time: m.installedAt,
    vendor: 'Rocky Enterprise Software Foundation',
    package_group: group,
  })
}

function aptSource(m: Machine): Cells {
  return {
    name: `${m.os.platform} ${m.os.codename}`,
    source: '/etc/apt/sources.list',
    base_uri: `http://archive.${m.os.platform}.org/${m.os.platform}`,
    release: m.os.codename,
    version: '',
    maintainer: m.os.name,
    components: 'main universe',
    architectures: 'amd64 arm64',
  }
}

function homebrew(m: Machine): Cells[] {
  return brews
    .filter(([name]) => has(m, name, 0.55))
    .map(([name, version]) => ({
      name,
      version,
      path: `/opt/homebrew/Cellar/${name}/`,
      type: 'formula',
      auto_updates: 0,
      app_name: '',
      prefix: '/opt/homebrew',
    }))
}

function chromeExtensions(m: Machine): Cells[] {
  const home =
    { darwin: '/Users/', linux: '/home/', windows: 'C:\\Users\\' }[m.platform] + m.user.login
  return m.platform === 'linux'
    ? []
    : extensions.flatMap(([identifier, name, version, share]) => {
        if (!has(m, identifier, share)) return []
        const profile_path = `${home}/Library/Application Support/Google/Chrome/Default`
        return [
          {
            browser_type: 'chrome',
            uid: m.user.uid,
            name,
            profile: 'Person 1',
            profile_path,
            referenced_identifier: identifier,
            identifier,
            version,
            description: name,
            default_locale: 'en',
            current_locale: '',
            update_url: 'https://clients2.google.com/service/update2/crx',
            author: '',
            persistent: 0,
            path: `${profile_path}/Extensions/${identifier}/${version}_0/`,
            permissions: 'storage, tabs',
            optional_permissions: '',
            manifest_hash: hex(64, identifier, version),
            referenced: 1,
            from_webstore: 'true',
            state: '1',
            install_time: '13390000000000000',
            install_timestamp: m.installedAt + 86_400,
          },
        ]
      })
}

function firefoxAddons(m: Machine): Cells[] {
  if (!has(m, 'Firefox', 0.6)) return []
  return [
    {
      uid: m.user.uid,
      name: 'uBlock Origin',
      identifier: 'uBlock0@raymondhill.net',
      creator: 'Raymond Hill',
      type: 'extension',
      version: '1.65.0',
      description: 'An efficient content blocker',
      visible: 1,
      active: 1,
      disabled: 0,
      autoupdate: 1,
      location: 'app-profile',
    },
  ]
}

function pythonPackages(m: Machine): Cells[] {
  const known: [string, string][] = [
    ['pip', '25.2'],
    ['requests', '2.32.5'],
    ['numpy', '2.3.2'],
    ['cryptography', '45.0.6'],
  ]
  return known
    .filter(([name]) => has(m, `py-${name}`, 0.5))
    .map(([name, version]) => ({
      name,
      version,
      summary: '',
      author: '',
      license: '',
      path: '/usr/lib/python3/dist-packages',
      directory: '/usr/lib/python3/dist-packages',
    }))
}

function certificates(m: Machine): Cells[] {
  const day = 86_400
  const roots = ['ISRG Root X1', 'DigiCert Global Root G2', 'Amazon Root CA 1']
  const own = {
    name: m.hostname,
    issuer: 'Example Corp Device CA',
    from: m.installedAt,
    days: 825,
    ca: 0,
  }
  const all = [
    ...roots.map((name) => ({ name, issuer: name, from: 1_433_000_000, days: 7300, ca: 1 })),
    own,
  ]
  return all.map(({ name, issuer, from, days, ca }) => ({
    ...certificateKey(ca, m.platform),
    common_name: name,
    subject: `CN=${name}`,
    subject2: `/CN=${name}`,
    issuer: `CN=${issuer}`,
    issuer2: `/CN=${issuer}`,
    ca,
    self_signed: ca,
    not_valid_before: String(from),
    not_valid_after: String(from + days * day),
    subject_key_id: hex(40, name, 'key'),
    authority_key_id: hex(40, issuer, 'key'),
    sha1: hex(40, name, ca ? '' : m.key),
    serial: hex(16, name, 'serial'),
  }))
}

/** What depends only on whether it is an authority, and where the platform keeps it. */
function certificateKey(ca: number, platform: Machine['platform']): Cells {
  const store = ca ? 'Trusted Root Certification Authorities' : 'Personal'
  const mac = platform === 'darwin'
  return {
    signing_algorithm: 'sha256WithRSAEncryption',
    key_algorithm: 'rsaEncryption',
    key_strength: ca ? '4096' : '2048',
    key_usage: ca ? 'Key Cert Sign, CRL Sign' : 'Digital Signature',
    path: mac ? '/Library/Keychains/System.keychain' : '/etc/ssl/certs/ca-certificates.crt',
    store: platform === 'windows' ? store : '',
    store_location: 'LocalMachine',
  }
}
