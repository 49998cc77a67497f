// The fixed part of each platform's package: service definition, script and instructions. No line of
// it holds anything that was given, so that nothing needs quoting in it.
import type { AgentPlatform, PackageFile } from './agent-package'

const unit = `[Unit]
Description=osquery, reporting to Muster
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=/opt/osquery/bin/osqueryd --flagfile=/etc/osquery/osquery.flags
Restart=on-failure
RestartSec=10
TimeoutStopSec=30

[Install]
WantedBy=multi-user.target
`

const linuxScript = `#!/bin/sh
# Puts the files beside it in place and starts osqueryd. Run it as root, as often as you like.
set -eu
cd "$(dirname "$0")"
if [ "$(id -u)" != 0 ]; then echo 'Run this as root: sudo sh install.sh' >&2; exit 1; fi
mkdir -p /etc/osquery
if [ -f muster.pem ]; then install -m 644 muster.pem /etc/osquery/muster.pem; fi
install -m 600 muster.secret /etc/osquery/muster.secret
install -m 644 osquery.flags /etc/osquery/osquery.flags
if ! systemctl cat osqueryd >/dev/null 2>&1; then
  install -m 644 osqueryd.service /etc/systemd/system/osqueryd.service
  systemctl daemon-reload
fi
systemctl enable osqueryd
systemctl restart osqueryd
`

const macService = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>io.osquery.agent</string>
  <key>ProgramArguments</key>
  <array>
    <string>/opt/osquery/lib/osquery.app/Contents/MacOS/osqueryd</string>
    <string>--flagfile=/var/osquery/osquery.flags</string>
  </array>
  <key>KeepAlive</key>
  <true/>
  <key>RunAtLoad</key>
  <true/>
  <key>ThrottleInterval</key>
  <integer>60</integer>
</dict>
</plist>
`

const macScript = `#!/bin/sh
# Puts the files beside it in place and starts osqueryd. Run it as root, as often as you like.
set -eu
cd "$(dirname "$0")"
if [ "$(id -u)" != 0 ]; then echo 'Run this as root: sudo sh install.sh' >&2; exit 1; fi
daemon=/Library/LaunchDaemons/io.osquery.agent.plist
mkdir -p /var/osquery
if [ -f muster.pem ]; then install -m 644 muster.pem /var/osquery/muster.pem; fi
install -m 600 muster.secret /var/osquery/muster.secret
install -m 644 osquery.flags /var/osquery/osquery.flags
install -m 644 io.osquery.agent.plist "$daemon"
launchctl bootout system "$daemon" 2>/dev/null || true
launchctl bootstrap system "$daemon"
`

const windowsScript = `# Puts the files beside it in place and restarts osqueryd. Run it in PowerShell as administrator:
#   powershell -ExecutionPolicy Bypass -File install.ps1
$ErrorActionPreference = 'Stop'
$target = 'C:\\Program Files\\osquery'
if (-not (Get-Service osqueryd -ErrorAction SilentlyContinue)) {
  throw 'Install osquery first: there is no service osqueryd on this machine.'
}
foreach ($name in 'muster.pem', 'muster.secret', 'osquery.flags') {
  $file = Join-Path $PSScriptRoot $name
  if (Test-Path -LiteralPath $file) { Copy-Item -LiteralPath $file -Destination $target -Force }
}
# The secret is for the system and administrators alone, named by their fixed ids.
icacls (Join-Path $target 'muster.secret') /inheritance:r /grant '*S-1-5-18:F' '*S-1-5-32-544:F' | Out-Null
Set-Service osqueryd -StartupType Automatic
Restart-Service osqueryd
`

const compose = `services:
  osquery:
    image: osquery/osquery
    command: osqueryd --flagfile=/etc/osquery/osquery.flags
    pid: host
    restart: unless-stopped
    volumes:
      - .:/etc/osquery:ro
      - database:/var/osquery
volumes:
  database:
`

const readme = (steps: string) => `Makes this machine a host of Muster.

${steps}

muster.secret   lets machines enrol; delete the package when they have
muster.pem      the server's certificate, if agents need to be given it
osquery.flags   where osqueryd reports to
`

const linux = (install: string): PackageFile[] => [
  { name: 'osqueryd.service', text: unit },
  { name: 'install.sh', text: linuxScript },
  {
    name: 'README.txt',
    text: readme(`1. Install osquery 5 from your package source: ${install}
2. sudo sh install.sh`),
  },
]

export const services: Record<AgentPlatform, readonly PackageFile[]> = {
  deb: linux('sudo apt-get install osquery'),
  rpm: linux('sudo dnf install osquery'),
  darwin: [
    { name: 'io.osquery.agent.plist', text: macService },
    { name: 'install.sh', text: macScript },
    {
      name: 'README.txt',
      text: readme(`1. Install osquery 5: its package, or brew install --cask osquery
2. sudo sh install.sh`),
    },
  ],
  windows: [
    { name: 'install.ps1', text: windowsScript },
    {
      name: 'README.txt',
      text: readme(`1. Install osquery 5: its MSI, or winget install osquery.osquery
2. In PowerShell as administrator: powershell -ExecutionPolicy Bypass -File install.ps1`),
    },
  ],
  docker: [
    { name: 'compose.yaml', text: compose },
    { name: 'README.txt', text: readme('1. docker compose up -d') },
  ],
}
