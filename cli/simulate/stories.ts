// The words that simulated computers are made of: people, places, models, releases, programs.
// Plain data; every name of a person is invented.
import type { Platform } from './versions'

export interface OsRelease {
  name: string
  version: string
  major: number
  minor: number
  patch: number
  build: string
  platform: string
  platformLike: string
  codename: string
  arch: string
  kernel: string
  revision?: number
}

const mac = (version: string, build: string, kernel: string, codename: string): OsRelease => {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const common = { name: 'macOS', platform: 'darwin', platformLike: 'darwin', arch: 'arm64' }
  return { ...common, version, major, minor, patch, build, codename, kernel }
}
const windows = (name: string, build: string, revision: number, codename: string): OsRelease => ({
  name,
  version: `10.0.${build}`,
  major: 10,
  minor: 0,
  patch: 0,
  build,
  platform: 'windows',
  platformLike: 'windows',
  codename,
  arch: 'x86_64',
  kernel: `10.0.${build}.${revision}`,
  revision,
})
const linux = (
  [name, platform, platformLike]: [string, string, string],
  [version, codename, kernel]: [string, string, string],
): OsRelease => {
  const [major = 0, minor = 0, patch = 0] = (version.match(/\d+/g) ?? []).map(Number)
  const common = { name, platform, platformLike, build: '', arch: 'x86_64' }
  return { ...common, version, major, minor, patch, codename, kernel }
}

export const osReleases: Record<Platform, readonly OsRelease[]> = {
  darwin: [
    mac('15.6.1', '24G90', '24.6.0', 'Sequoia'),
    mac('15.5', '24F74', '24.5.0', 'Sequoia'),
    mac('14.7.6', '23H626', '23.6.0', 'Sonoma'),
    mac('26.0.1', '25A362', '25.0.0', 'Tahoe'),
  ],
  windows: [
    windows('Microsoft Windows 11 Pro', '26100', 4946, '24H2'),
    windows('Microsoft Windows 11 Enterprise', '22631', 5768, '23H2'),
    windows('Microsoft Windows 10 Pro', '19045', 6216, '22H2'),
    windows('Microsoft Windows Server 2022 Standard', '20348', 4052, '21H2'),
  ],
  linux: [
    linux(
      ['Ubuntu', 'ubuntu', 'debian'],
      ['24.04.3 LTS (Noble Numbat)', 'noble', '6.8.0-79-generic'],
    ),
    linux(
      ['Ubuntu', 'ubuntu', 'debian'],
      ['22.04.5 LTS (Jammy Jellyfish)', 'jammy', '5.15.0-153-generic'],
    ),
    linux(['Debian GNU/Linux', 'debian', ''], ['12 (bookworm)', 'bookworm', '6.1.0-38-amd64']),
    linux(['Rocky Linux', 'rhel', 'rhel'], ['9.6 (Blue Onyx)', '', '5.14.0-570.32.1.el9_6.x86_64']),
  ],
}

export interface Model {
  vendor: string
  name: string
  family: string
  cpu: string
  cores: number
  memoryGib: number
  oui: string
}

const apple = (
  name: string,
  family: string,
  cpu: string,
  cores: number,
  memoryGib: number,
): Model => ({
  vendor: 'Apple Inc.',
  name,
  family,
  cpu,
  cores,
  memoryGib,
  oui: 'a4:83:e7',
})
const pc = (
  vendor: string,
  name: string,
  cpu: string,
  cores: number,
  memoryGib: number,
): Model => ({
  vendor,
  name,
  family: name,
  cpu,
  cores,
  memoryGib,
  oui: vendor === 'QEMU' ? '52:54:00' : 'd8:bb:c1',
})

export const models: Record<Platform, readonly Model[]> = {
  darwin: [
    apple('Mac15,3', 'MacBook Pro', 'Apple M3', 8, 16),
    apple('Mac14,2', 'MacBook Air', 'Apple M2', 8, 16),
    apple('Mac16,1', 'MacBook Pro', 'Apple M4', 10, 24),
    apple('MacBookPro18,3', 'MacBook Pro', 'Apple M1 Pro', 10, 32),
  ],
  windows: [
    pc('Dell Inc.', 'Latitude 7440', '13th Gen Intel(R) Core(TM) i7-1365U', 12, 16),
    pc('LENOVO', 'ThinkPad T14 Gen 4', '13th Gen Intel(R) Core(TM) i5-1345U', 12, 16),
    pc('HP', 'EliteBook 840 G10', '13th Gen Intel(R) Core(TM) i7-1355U', 12, 32),
  ],
  linux: [
    pc('QEMU', 'Standard PC (Q35 + ICH9, 2009)', 'AMD EPYC 7543 32-Core Processor', 4, 8),
    pc('Amazon EC2', 'm6i.xlarge', 'Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz', 4, 16),
    pc('Dell Inc.', 'PowerEdge R650', 'Intel(R) Xeon(R) Gold 6330 CPU @ 2.00GHz', 28, 128),
  ],
}

export const people = [
  'Alma Reyes',
  'Bruno Castel',
  'Chidi Obi',
  'Dana Kovacs',
  'Elif Aydin',
  'Farid Haddad',
  'Greta Lund',
  'Hiro Tanabe',
  'Ines Moreau',
  'Jonas Weber',
  'Kavya Menon',
  'Lior Barak',
  'Maren Voss',
  'Noor Siddiq',
  'Oskar Nilsen',
  'Priya Raman',
  'Quinn Doyle',
  'Rosa Ferri',
  'Samir Khoury',
  'Tereza Mala',
  'Uma Patel',
  'Viktor Horak',
  'Wanda Zielak',
  'Xenia Pavlou',
  'Yara Sabri',
  'Zoltan Biro',
  'Łukasz Wrona',
  'Zoë Muñoz',
] as const

export const places = [
  'ams',
  'ber',
  'lis',
  'nyc',
  'osl',
  'par',
  'prg',
  'sfo',
  'tok',
  'waw',
] as const

/** Name, darwin bundle, windows publisher, version, developer site. */
export interface Program {
  name: string
  bundle: string
  publisher: string
  version: string
  /** How likely a computer has it. */
  share: number
}

const program = (
  name: string,
  bundle: string,
  publisher: string,
  version: string,
  share: number,
): Program => ({
  name,
  bundle,
  publisher,
  version,
  share,
})

export const programs: readonly Program[] = [
  program('Google Chrome', 'com.google.Chrome', 'Google LLC', '140.0.7339.81', 0.95),
  program('Firefox', 'org.mozilla.firefox', 'Mozilla', '142.0.1', 0.6),
  program('Slack', 'com.tinyspeck.slackmacgap', 'Slack Technologies Inc.', '4.45.69', 0.85),
  program('Zoom', 'us.zoom.xos', 'Zoom Communications, Inc.', '6.5.9', 0.9),
  program('Visual Studio Code', 'com.microsoft.VSCode', 'Microsoft Corporation', '1.103.2', 0.7),
  program('1Password', 'com.1password.1password', 'AgileBits, Inc.', '8.11.8', 0.8),
  program('Docker', 'com.docker.docker', 'Docker Inc.', '4.45.0', 0.4),
  program('Microsoft Word', 'com.microsoft.Word', 'Microsoft Corporation', '16.100.4', 0.6),
  program('Microsoft Excel', 'com.microsoft.Excel', 'Microsoft Corporation', '16.100.4', 0.6),
  program('Spotify', 'com.spotify.client', 'Spotify AB', '1.2.71.421', 0.35),
  program('Notion', 'notion.id', 'Notion Labs, Inc.', '4.17.1', 0.3),
  program(
    'Wireshark',
    'org.wireshark.Wireshark',
    'The Wireshark developer community',
    '4.4.9',
    0.1,
  ),
  program('VLC', 'org.videolan.vlc', 'VideoLAN', '3.0.21', 0.25),
  program('TeamViewer', 'com.teamviewer.TeamViewer', 'TeamViewer', '15.69.4', 0.06),
]

export const packages: readonly [string, string, string, number][] = [
  ['openssl', '3.0.13-0ubuntu3.5', 'utils', 1],
  ['openssh-server', '1:9.6p1-3ubuntu13.13', 'net', 0.95],
  ['bash', '5.2.21-2ubuntu4', 'shells', 1],
  ['curl', '8.5.0-2ubuntu10.6', 'web', 0.9],
  ['libc6', '2.39-0ubuntu8.5', 'libs', 1],
  ['systemd', '255.4-1ubuntu8.10', 'admin', 1],
  ['sudo', '1.9.15p5-3ubuntu5.24.04.1', 'admin', 1],
  ['python3', '3.12.3-0ubuntu2', 'python', 0.9],
  ['nginx', '1.24.0-2ubuntu7.5', 'httpd', 0.4],
  ['postgresql-16', '16.10-0ubuntu0.24.04.1', 'database', 0.3],
  ['redis-server', '5:7.0.15-1ubuntu0.24.04.1', 'database', 0.25],
  ['docker-ce', '5:28.3.3-1~ubuntu.24.04~noble', 'admin', 0.5],
  ['osquery', '5.23.1-1.linux', 'admin', 1],
  ['vim', '2:9.1.0016-1ubuntu7.9', 'editors', 0.8],
  ['xz-utils', '5.6.1+really5.4.5-1ubuntu0.2', 'utils', 1],
]

export const brews: readonly [string, string][] = [
  ['git', '2.51.0'],
  ['node', '24.7.0'],
  ['openssl@3', '3.5.2'],
  ['jq', '1.8.1'],
  ['wget', '1.25.0'],
  ['python@3.13', '3.13.7'],
  ['gh', '2.78.0'],
  ['ripgrep', '14.1.1'],
  ['terraform', '1.5.7'],
  ['go', '1.25.0'],
]

/** Identifier, name, version, share. */
export const extensions: readonly [string, string, string, number][] = [
  ['aeblfdkhhhdcdjpifhhbdiojplfjncoa', '1Password – Password Manager', '8.11.8.22', 0.8],
  ['cjpalhdlnbpafiamejdnhcphjbkeiagm', 'uBlock Origin', '1.65.0', 0.4],
  ['ghbmnnjooekpmoecnnnilnnbdlolhkhi', 'Google Docs Offline', '1.93.1', 0.9],
  ['nmmhkkegccagdldgiimedpiccmgmieda', 'Chrome Web Store Payments', '1.0.0.6', 0.9],
  ['kbfnbcaeplbcioakkpcpgfkobkghlhen', 'Grammarly: AI Writing Assistant', '14.1252.0', 0.3],
  ['fmkadmapgofadopljbjfkapdkoienihi', 'React Developer Tools', '6.1.5', 0.2],
]
