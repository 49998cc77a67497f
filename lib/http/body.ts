// What people send, read once: bytes counted while they arrive, strict UTF-8, JSON, a strict shape.
// Refuses text that PostgreSQL cannot hold (NUL, lone surrogates) here, so that nothing else must.
import { z } from 'zod'
import { AppError, type FieldError } from '@/lib/wire/errors'

export const bodyBytesMax = 1_048_576
const depthMax = 64

const unholdable = (text: string) => text.includes('\0') || /\p{Surrogate}/u.test(text)

/** The body's text. Throws `too_large` at the first byte over the cap and `malformed` for a cut body or bad UTF-8. */
export async function readText(request: Request, bytesMax: number): Promise<string> {
  const tooLarge = () => new AppError('too_large', `The body is over ${bytesMax} bytes`)
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge()
  if (!request.body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      // Whoever sent it left; reading it is no fault of ours.
      throw new AppError('malformed', 'The body ended early', { cause })
    })
    if (done) break
    size += value.byteLength
    if (size > bytesMax) {
      await reader.cancel().catch(() => {})
      throw tooLarge()
    }
    chunks.push(value)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch (cause) {
    throw new AppError('malformed', 'The body is not UTF-8', { cause })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('malformed', 'The body is not JSON', { cause })
  }
}

/** Throws unless every text inside, keys included, can be stored, and nesting stays sane. */
function assertHoldable(value: unknown): void {
  const open: { value: unknown; name: string; depth: number }[] = [{ value, name: '', depth: 0 }]
  for (let at = open.pop(); at; at = open.pop()) {
    const { value, name, depth } = at
    if (depth > depthMax) throw new AppError('malformed', `Nested deeper than ${depthMax} levels`)
    if (typeof value === 'string' && unholdable(value)) throw unholdableText(name)
    if (typeof value !== 'object' || value === null) continue
    for (const [key, inner] of Object.entries(value)) {
      if (unholdable(key)) throw unholdableText(name)
      const part = Array.isArray(value) ? Number(key) : key
      open.push({ value: inner, name: extended(name, part), depth: depth + 1 })
    }
  }
}

/** `queries` and 2 and `interval` give `queries[2].interval`. */
function extended(name: string, part: PropertyKey): string {
  if (typeof part === 'number') return `${name}[${part}]`
  return name === '' ? String(part) : `${name}.${String(part)}`
}

function unholdableText(name: string): AppError {
  const reason = 'must not hold NUL characters or unpaired surrogates'
  return new AppError('invalid', 'The text is not well-formed', {
    errors: [{ name: name || 'base', reason }],
  })
}

function fieldErrors(error: z.core.$ZodError): FieldError[] {
  return error.issues.flatMap((issue): FieldError[] => {
    const name = issue.path.reduce<string>(extended, '')
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        name: extended(name, key),
        reason: 'is not a known field',
      }))
    return [{ name: name || 'base', reason: issue.message }]
  })
}

/** Objects refuse keys they do not know, whether or not the shape says so. */
function strict(shape: z.ZodType): z.ZodType {
  return shape instanceof z.ZodObject ? shape.strict() : shape
}

/** The value in its shape, or an `invalid` error that names each field at fault. */
export async function parseShape<S extends z.ZodType>(
  shape: S,
  value: unknown,
): Promise<z.output<S>> {
  assertHoldable(value)
  const parsed = await strict(shape).safeParseAsync(value)
  if (parsed.success) return parsed.data as z.output<S>
  const errors = fieldErrors(parsed.error)
  const first = errors[0]
  const message = first ? `${first.name}: ${first.reason}` : 'The request has a wrong shape'
  throw new AppError('invalid', message, { errors })
}

/** The JSON body in its shape. An empty body counts as `{}`. */
export async function parseBody<S extends z.ZodType>(
  request: Request,
  shape: S,
  bytesMax = bodyBytesMax,
): Promise<z.output<S>> {
  const text = await readText(request, bytesMax)
  return parseShape(shape, text.trim() === '' ? {} : parseJson(text))
}

/** The query string in its shape; a key given twice is a list. */
export function parseQuery<S extends z.ZodType>(url: string, shape: S): Promise<z.output<S>> {
  const { searchParams } = new URL(url)
  const given = [...new Set(searchParams.keys())].map((key) => {
    const values = searchParams.getAll(key)
    return [key, values.length === 1 ? values[0] : values] as const
  })
  return parseShape(shape, Object.fromEntries(given))
}
