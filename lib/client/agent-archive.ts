// The package as a ZIP, made in the browser: the secret that it holds is not sent anywhere again.
import { strToU8, type Zippable, zipSync } from 'fflate'
import type { PackageFile } from './agent-package'

const unix = 3

/** The bytes of the archive; on Unix the secret is readable by its owner alone, scripts run. */
export function archiveOf(folder: string, files: readonly PackageFile[]): Uint8Array<ArrayBuffer> {
  const zippable: Zippable = {}
  for (const file of files) {
    const mode = file.private ? 0o600 : file.name.endsWith('.sh') ? 0o755 : 0o644
    zippable[`${folder}/${file.name}`] = [strToU8(file.text), { os: unix, attrs: mode << 16 }]
  }
  return new Uint8Array(zipSync(zippable))
}
