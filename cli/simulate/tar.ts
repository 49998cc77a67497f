// A tar archive as the carver makes one: the full path of each file below a folder, names that do not
// fit the old header in a pax record before it.
const recordBytes = 512

export interface TarFile {
  name: string
  bytes: Buffer
  modifiedAt: number
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`
}

function header(name: Buffer, size: number, modifiedAt: number, type: '0' | 'x'): Buffer {
  const record = Buffer.alloc(recordBytes)
  name.copy(record, 0, 0, 100)
  record.write(octal(0o600, 8), 100)
  record.write(octal(0, 8), 108)
  record.write(octal(0, 8), 116)
  record.write(octal(size, 12), 124)
  record.write(octal(modifiedAt, 12), 136)
  record.write(' '.repeat(8), 148)
  record.write(type, 156)
  record.write('ustar\0' + '00', 257)
  const sum = record.reduce((total, byte) => total + byte, 0)
  record.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return record
}

function padded(bytes: Buffer): Buffer[] {
  const rest = bytes.length % recordBytes
  return rest === 0 ? [bytes] : [bytes, Buffer.alloc(recordBytes - rest)]
}

/** `27 path=/a/b\n`, where the number counts itself. */
function paxPath(name: string): Buffer {
  const body = ` path=${name}\n`
  const bytes = Buffer.byteLength(body)
  let length = bytes + String(bytes).length
  if (String(length).length > String(bytes).length) length = bytes + String(length).length
  return Buffer.from(`${length}${body}`)
}

export function tarOf(files: readonly TarFile[]): Buffer {
  const parts = files.flatMap(({ name, bytes, modifiedAt }) => {
    const raw = Buffer.from(name)
    const long = raw.length > 100 ? paxPath(name) : undefined
    return [
      ...(long ? [header(Buffer.from('pax'), long.length, modifiedAt, 'x'), ...padded(long)] : []),
      header(raw, bytes.length, modifiedAt, '0'),
      ...padded(bytes),
    ]
  })
  return Buffer.concat([...parts, Buffer.alloc(2 * recordBytes)])
}
