// A configuration as its agent reads it, with a gutter that says where each part comes from.
import { cn } from '@/components/ui/cn'
import type { JsonObject, JsonValue } from '@/lib/wire/settings'

export type Provenance = readonly { path: string; source: string }[]
export type ConfigLine = { at: number; text: string; source: string | undefined }

type Writer = { lines: ConfigLine[]; sources: ReadonlyMap<string, string> }

function put(writer: Writer, text: string, source: string | undefined): void {
  writer.lines.push({ at: writer.lines.length, text, source })
}

type Place = {
  path: string
  indent: string
  head: string
  tail: string
  source: string | undefined
}

function write(writer: Writer, value: JsonValue, place: Place): void {
  const { path, indent, head, tail } = place
  const source = writer.sources.get(path) ?? place.source
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0) {
    put(writer, `${indent}${head}${JSON.stringify(value)}${tail}`, source)
    return
  }
  const list = Array.isArray(value)
  put(writer, `${indent}${head}${list ? '[' : '{'}`, source)
  const entries = Object.entries(value)
  for (const [index, [key, inner]] of entries.entries()) {
    write(writer, inner, {
      path: path === '' ? key : `${path}.${key}`,
      indent: `${indent}  `,
      head: list ? '' : `${JSON.stringify(key)}: `,
      tail: index < entries.length - 1 ? ',' : '',
      source,
    })
  }
  put(writer, `${indent}${list ? ']' : '}'}${tail}`, source)
}

/** The configuration in lines, each with its source; a part without one has its parent's. */
export function configLines(config: JsonObject, provenance: Provenance, path = ''): ConfigLine[] {
  const sources = new Map(provenance.map((entry) => [entry.path, entry.source]))
  const writer: Writer = { lines: [], sources }
  write(writer, config, { path, indent: '', head: '', tail: '', source: undefined })
  return writer.lines
}

type ConfigJsonProps = { label: string; lines: readonly ConfigLine[]; className?: string }

// A region that scrolls must be reachable with the keyboard.
const scrollable = { tabIndex: 0 }

export function ConfigJson({ label, lines, className }: ConfigJsonProps) {
  const gutter = lines.some(({ source }) => source !== undefined)
  return (
    <section
      aria-label={label}
      {...scrollable}
      className={cn(
        'max-h-[65vh] overflow-auto rounded-lg border border-line bg-sunken',
        className,
      )}
    >
      <table className="mono w-full border-separate border-spacing-0 text-meta">
        <thead className="sr-only">
          <tr>
            {gutter && <th scope="col">Source</th>}
            <th scope="col">Configuration</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ at, text, source }) => (
            <tr key={at}>
              {gutter && (
                <td
                  title={source}
                  className="w-64 max-w-64 select-none truncate border-line border-e bg-surface px-2 font-sans text-fg-muted max-sm:w-24 max-sm:max-w-24"
                >
                  {source !== lines[at - 1]?.source && source}
                </td>
              )}
              <td className="whitespace-pre px-3">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
