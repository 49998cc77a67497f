// The nine kinds of destinations: how each is configured and which secrets it has. Addresses are
// judged when they are used (lib/sinks/outbound), not here; secrets never stand in a config.
import { z } from 'zod'
import type { FieldError } from '@/lib/wire/errors'

const wordsOfTemplates = ['kind', 'pack', 'query', 'host', 'date', 'year', 'month', 'day', 'hour']

/** Text with `{pack}`, `{query}`, `{host}`, `{kind}` and, of the receipt in UTC, `{date}` (2026-11-22). */
const Template = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine(
    (text) =>
      [...text.matchAll(/\{([^{}]*)\}/g)].every((m) => wordsOfTemplates.includes(m[1] ?? '')),
    `only these may stand in braces: ${wordsOfTemplates.join(', ')}`,
  )

const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must be one line')
const Secret = z.string().min(1).max(20_000)
const HttpUrl = z.url({ protocol: /^https?$/ }).max(2_000)
const HostPort = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}$/, 'must be host:port')
const megabyte = 1_048_576

/** Below the operator's folder for destinations; never leaves it. */
const FilePath = line(500).refine(
  (path) =>
    /^[A-Za-z0-9][A-Za-z0-9 ._/-]*$/.test(path) &&
    path.split('/').every((part) => part !== '' && !part.startsWith('.')),
  'must be a path below the folder of destinations: letters, digits, ._- and /, no hidden parts',
)

export const FileConfig = z.strictObject({
  path: FilePath,
  rotate_mb: z.int().min(1).max(100_000).default(256),
  /** Older files are removed; null keeps all. */
  keep_files: z.int().min(1).max(10_000).nullable().default(30),
  /** Rotated files are compressed. */
  compress: z.boolean().default(true),
})
export type FileConfig = z.infer<typeof FileConfig>

export const StdoutConfig = z.strictObject({})
export type StdoutConfig = z.infer<typeof StdoutConfig>
export const NoSecrets = z.strictObject({})

const HeaderName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'must be a header name')

export const HttpConfig = z.strictObject({
  url: HttpUrl,
  headers: z.record(HeaderName, Template).default({}),
  batch_lines: z.int().min(1).max(10_000).default(1_000),
  batch_bytes: z
    .int()
    .min(1_024)
    .max(64 * megabyte)
    .default(megabyte),
  format: z.enum(['ndjson', 'json']).default('ndjson'),
  timeout_seconds: z.int().min(1).max(120).default(10),
})
export type HttpConfig = z.infer<typeof HttpConfig>
export const HttpSecrets = z.strictObject({
  signing_key: Secret.optional(),
  /** Headers whose values are secret, as lines `Name: value`. */
  headers: Secret.optional(),
})
export type HttpSecrets = z.infer<typeof HttpSecrets>

export const SplunkHecConfig = z.strictObject({
  url: HttpUrl,
  index: line(200).optional(),
  source: line(200).optional(),
  sourcetype: line(200).optional(),
  /** Waits until the indexer says that it has the lines. */
  ack: z.boolean().default(false),
})
export type SplunkHecConfig = z.infer<typeof SplunkHecConfig>
export const SplunkHecSecrets = z.strictObject({ token: Secret })
export type SplunkHecSecrets = z.infer<typeof SplunkHecSecrets>

export const ElasticsearchConfig = z.strictObject({
  url: HttpUrl,
  index: Template.default('muster-{date}'),
  username: line(200).optional(),
})
export type ElasticsearchConfig = z.infer<typeof ElasticsearchConfig>
export const ElasticsearchSecrets = z.strictObject({
  password: Secret.optional(),
  api_key: Secret.optional(),
})
export type ElasticsearchSecrets = z.infer<typeof ElasticsearchSecrets>

export const RedisConfig = z.strictObject({
  url: z.url({ protocol: /^rediss?$/ }).max(2_000),
  stream: Template.default('muster'),
  /** The stream is trimmed to about so many entries; absent: never. */
  maxlen: z.int().min(1_000).max(1_000_000_000).optional(),
})
export type RedisConfig = z.infer<typeof RedisConfig>
export const RedisSecrets = z.strictObject({ password: Secret.optional() })
export type RedisSecrets = z.infer<typeof RedisSecrets>

export const NatsConfig = z.strictObject({
  servers: z.array(line(500)).min(1).max(20),
  stream: line(200).optional(),
  subject: Template.default('muster.{kind}'),
})
export type NatsConfig = z.infer<typeof NatsConfig>
export const NatsSecrets = z.strictObject({
  token: Secret.optional(),
  user: Secret.optional(),
  password: Secret.optional(),
  creds: Secret.optional(),
})
export type NatsSecrets = z.infer<typeof NatsSecrets>

export const KafkaConfig = z.strictObject({
  brokers: z.array(HostPort).min(1).max(50),
  topic: Template.default('muster'),
  acks: z.enum(['all', 'leader']).default('all'),
  compression: z.enum(['none', 'gzip']).default('gzip'),
  sasl: z
    .strictObject({
      mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
      username: line(200),
    })
    .optional(),
  tls: z.boolean().default(true),
})
export type KafkaConfig = z.infer<typeof KafkaConfig>
export const KafkaSecrets = z.strictObject({ password: Secret.optional() })
export type KafkaSecrets = z.infer<typeof KafkaSecrets>

export const S3Config = z.strictObject({
  /** Absent: Amazon's own, by region. */
  endpoint: HttpUrl.optional(),
  region: line(100).default('us-east-1'),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  prefix: z.string().trim().max(500).default(''),
  path_style: z.boolean().default(false),
  compress: z.boolean().default(true),
  /** An object is written when either is reached. */
  max_seconds: z.int().min(1).max(3_600).default(60),
  max_bytes: z
    .int()
    .min(65_536)
    .max(64 * megabyte)
    .default(16 * megabyte),
})
export type S3Config = z.infer<typeof S3Config>
export const S3Secrets = z.strictObject({ access_key_id: Secret, secret_access_key: Secret })
export type S3Secrets = z.infer<typeof S3Secrets>

export const destinationKinds = {
  file: { config: FileConfig, secrets: NoSecrets },
  stdout: { config: StdoutConfig, secrets: NoSecrets },
  http: { config: HttpConfig, secrets: HttpSecrets },
  splunk_hec: { config: SplunkHecConfig, secrets: SplunkHecSecrets },
  elasticsearch: { config: ElasticsearchConfig, secrets: ElasticsearchSecrets },
  redis: { config: RedisConfig, secrets: RedisSecrets },
  nats: { config: NatsConfig, secrets: NatsSecrets },
  kafka: { config: KafkaConfig, secrets: KafkaSecrets },
  s3: { config: S3Config, secrets: S3Secrets },
} as const

export const DestinationKind = z.enum([
  'file',
  'stdout',
  'http',
  'splunk_hec',
  'elasticsearch',
  'redis',
  'nats',
  'kafka',
  's3',
])
export type DestinationKind = z.infer<typeof DestinationKind>

type Settings = { config: Record<string, z.core.util.JSONType>; secrets: Record<string, string> }

/** Settings that came loose, as their kind wants them; every field at fault is named. */
export function parseSettings(
  kind: DestinationKind,
  config: unknown,
  secrets: unknown,
): Settings & { errors: FieldError[] } {
  const shape = destinationKinds[kind]
  const [c, s] = [shape.config.safeParse(config), shape.secrets.safeParse(secrets)]
  const named = (root: string, error: z.ZodError | undefined) =>
    (error?.issues ?? []).map(({ path, message }) => ({
      name: [root, ...path].join('.'),
      reason: message,
    }))
  return {
    config: c.success ? z.record(z.string(), z.json()).parse(bare(c.data)) : {},
    secrets: s.success ? z.record(z.string(), z.string()).parse(bare(s.data)) : {},
    errors: [...named('config', c.error), ...named('secrets', s.error)],
  }
}

/** As JSON keeps it: what is undefined is not there. */
const bare = (given: object): unknown => JSON.parse(JSON.stringify(given))
