// What a machine needs to become a host: the files of a package and one command that writes the same
// files by hand. Nothing given from outside is ever put into a script; commands quote it as words.

import { services } from './agent-services'
import { powershellWord, shellWord } from './shell-words'

export type AgentPlatform = 'deb' | 'rpm' | 'darwin' | 'windows' | 'docker'

export type PackageRequest = {
  /** "host" or "host:port", as agents reach this server. */
  tls_host: string
  /** PEM that agents must trust; null where a public authority vouches for the server. */
  certificate: string | null
  secret: string
}

export type PackageFile = { name: string; text: string; private?: true }

const folders: Record<AgentPlatform, string> = {
  deb: '/etc/osquery',
  rpm: '/etc/osquery',
  darwin: '/var/osquery',
  windows: 'C:\\Program Files\\osquery',
  docker: '/etc/osquery',
}

const pathIn = (platform: AgentPlatform, name: string) =>
  `${folders[platform]}${platform === 'windows' ? '\\' : '/'}${name}`

/** The lines of the flags file of a stock osqueryd. */
export function flagLines(
  platform: AgentPlatform,
  { tls_host, certificate }: Pick<PackageRequest, 'tls_host' | 'certificate'>,
): string[] {
  return [
    `--tls_hostname=${tls_host}`,
    ...(certificate ? [`--tls_server_certs=${pathIn(platform, 'muster.pem')}`] : []),
    `--enroll_secret_path=${pathIn(platform, 'muster.secret')}`,
    '--enroll_tls_endpoint=/api/osquery/enroll',
    // Containers of one machine share its hardware, so they tell themselves apart.
    `--host_identifier=${platform === 'docker' ? 'instance' : 'uuid'}`,
    '--config_plugin=tls',
    '--config_tls_endpoint=/api/osquery/config',
    '--config_refresh=60',
    '--config_accelerated_refresh=60',
    '--config_enable_backup=true',
    '--logger_plugin=tls',
    '--logger_tls_endpoint=/api/osquery/log',
    '--logger_tls_period=10',
    '--logger_tls_compress=true',
    '--disable_distributed=false',
    '--distributed_plugin=tls',
    '--distributed_interval=10',
    '--distributed_tls_read_endpoint=/api/osquery/distributed/read',
    '--distributed_tls_write_endpoint=/api/osquery/distributed/write',
    '--disable_carver=false',
    '--carver_start_endpoint=/api/osquery/carve/begin',
    '--carver_continue_endpoint=/api/osquery/carve/block',
    '--carver_block_size=2097152',
    '--carver_compression=true',
    '--pack_delimiter=/',
  ]
}

const linesOf = (text: string) => text.trim().split(/\r?\n/)
const fileOf = (lines: readonly string[]) => `${lines.join('\n')}\n`

/** Certificate, secret and flags: what both the package and the command write. */
function ownFiles(platform: AgentPlatform, request: PackageRequest): PackageFile[] {
  const { certificate, secret } = request
  return [
    ...(certificate ? [{ name: 'muster.pem', text: fileOf(linesOf(certificate)) }] : []),
    { name: 'muster.secret', text: fileOf([secret.trim()]), private: true as const },
    { name: 'osquery.flags', text: fileOf(flagLines(platform, request)) },
  ]
}

/** All files of the package: the above, the service, a script that puts them in place, and how. */
export function packageFiles(platform: AgentPlatform, request: PackageRequest): PackageFile[] {
  return [...ownFiles(platform, request), ...services[platform]]
}

const words = (file: PackageFile, quote: (text: string) => string) =>
  linesOf(file.text).map((line) => quote(line))

function writeAsRoot(folder: string, file: PackageFile): string {
  const path = `${folder}/${file.name}`
  const mask = file.private ? '077' : '022'
  const print = `printf '%s\\n' ${words(file, shellWord).join(' ')}`
  // Removed first: the mask is of new files only.
  return `${print} | sudo sh -c 'umask ${mask} && mkdir -p ${folder} && rm -f ${path} && cat > ${path}'`
}

function writeHere(folder: string, file: PackageFile): string {
  const print = `printf '%s\\n' ${words(file, shellWord).join(' ')}`
  return `(umask ${file.private ? '077' : '022'} && ${print} > ${folder}/${file.name})`
}

function writeOnWindows(file: PackageFile): string {
  // Joined by line feeds and written without a mark of byte order, which osqueryd would read as text.
  const text = `((@(${words(file, powershellWord).join(',')}) -join "\`n") + "\`n")`
  return `[IO.File]::WriteAllText("$d\\${file.name}", ${text})`
}

const restarts = {
  deb: 'sudo systemctl enable osqueryd && sudo systemctl restart osqueryd',
  rpm: 'sudo systemctl enable osqueryd && sudo systemctl restart osqueryd',
  darwin: 'sudo osqueryctl restart',
}

/** One command, to be pasted into a terminal (PowerShell as administrator), on a machine with osquery. */
export function installCommand(platform: AgentPlatform, request: PackageRequest): string {
  const files = ownFiles(platform, request)
  if (platform === 'windows')
    return [
      "$ErrorActionPreference = 'Stop'",
      `$d = ${powershellWord(folders.windows)}`,
      ...files.map(writeOnWindows),
      `icacls "$d\\muster.secret" /inheritance:r /grant '*S-1-5-18:F' '*S-1-5-32-544:F' | Out-Null`,
      'Restart-Service osqueryd',
    ].join('; ')
  if (platform === 'docker')
    return [
      'mkdir -p muster-osquery',
      ...files.map((file) => writeHere('muster-osquery', file)),
      'docker run -d --name muster-osquery --restart unless-stopped --pid host' +
        ' -v "$PWD/muster-osquery:/etc/osquery:ro" -v muster-osquery-db:/var/osquery' +
        ' osquery/osquery osqueryd --flagfile=/etc/osquery/osquery.flags',
    ].join(' && ')
  const folder = folders[platform]
  return [...files.map((file) => writeAsRoot(folder, file)), restarts[platform]].join(' && ')
}
