// The fields of each kind of destination and their words. A key with a dot lies one level deeper.
import type { DestinationKind } from '@/lib/wire/destination-kinds'

type Option = { value: string; label: string }

export type ConfigField = {
  key: string
  label: string
  hint?: string
  placeholder?: string
  optional?: boolean
  /** What a new one starts with; empty where there is nothing usual. */
  initial?: string
} & (
  | { type: 'text' }
  | { type: 'number'; unit: string; per?: number; blank?: 'null' }
  | { type: 'switch' }
  | { type: 'choice'; options: readonly Option[] }
  /** One entry a line. */
  | { type: 'lines' }
  /** `Name: value` a line. */
  | { type: 'headers' }
)

export type SecretField = {
  name: string
  label: string
  hint?: string
  optional?: boolean
  /** Several lines, as a file of credentials is. */
  long?: boolean
}

export type KindFields = { config: readonly ConfigField[]; secrets: readonly SecretField[] }

const mebibyte = 1_048_576
const text = { type: 'text' } as const
const toggle = { type: 'switch' } as const
const templates = '{kind}, {pack}, {query}, {host}, {date} and {hour} are filled in a line'

const fileFields: KindFields = {
  config: [
    {
      ...text,
      key: 'path',
      label: 'File',
      hint: 'Below the folder that the server keeps for destinations',
      placeholder: 'results/muster.ndjson',
    },
    { type: 'number', key: 'rotate_mb', label: 'A new file after', unit: 'MB', initial: '256' },
    {
      ...{ type: 'number', unit: 'files', blank: 'null', initial: '30' },
      key: 'keep_files',
      label: 'Keep',
      hint: 'Older ones are removed. Blank: all are kept.',
    },
    { ...toggle, key: 'compress', label: 'Compress full files', hint: 'gzip', initial: 'true' },
  ],
  secrets: [],
}

const httpFields: KindFields = {
  config: [
    { ...text, key: 'url', label: 'Address', placeholder: 'https://logs.example.com/muster' },
    {
      ...{ type: 'headers', optional: true, placeholder: 'X-Source: {host}' },
      key: 'headers',
      label: 'Headers',
      hint: `Name: value, one a line. ${templates}.`,
    },
    {
      ...{ type: 'choice', initial: 'ndjson' },
      key: 'format',
      label: 'Body',
      options: [
        { value: 'ndjson', label: 'NDJSON, one object a line' },
        { value: 'json', label: 'JSON, one array' },
      ],
    },
    { type: 'number', key: 'batch_lines', label: 'Batch of', unit: 'lines', initial: '1000' },
    {
      ...{ type: 'number', unit: 'MiB', per: mebibyte, initial: '1' },
      key: 'batch_bytes',
      label: 'Batch up to',
    },
    {
      ...{ type: 'number', unit: 's', initial: '10' },
      key: 'timeout_seconds',
      label: 'Answer within',
    },
  ],
  secrets: [
    {
      ...{ name: 'signing_key', label: 'Signing key', optional: true },
      hint: 'Each request is signed with it, so that the receiver knows who sent it',
    },
    {
      ...{ name: 'headers', label: 'Secret headers', optional: true, long: true },
      hint: 'Name: value, one a line, as Authorization: Bearer ...',
    },
  ],
}

const splunkFields: KindFields = {
  config: [
    { ...text, key: 'url', label: 'Address', placeholder: 'https://splunk.example.com:8088' },
    { ...text, key: 'index', label: 'Index', optional: true },
    { ...text, key: 'source', label: 'Source', optional: true },
    { ...text, key: 'sourcetype', label: 'Source type', optional: true },
    {
      ...toggle,
      key: 'ack',
      label: 'Wait for the indexer',
      hint: 'Lines count as taken once it acknowledges them',
    },
  ],
  secrets: [{ name: 'token', label: 'Token', hint: 'Of the HTTP Event Collector' }],
}

const elasticFields: KindFields = {
  config: [
    { ...text, key: 'url', label: 'Address', placeholder: 'https://search.example.com:9200' },
    { ...text, key: 'index', label: 'Index', hint: templates, initial: 'muster-{date}' },
    { ...text, key: 'username', label: 'User name', optional: true },
  ],
  secrets: [
    { name: 'password', label: 'Password', optional: true },
    { name: 'api_key', label: 'API key', optional: true, hint: 'In place of name and password' },
  ],
}

const redisFields: KindFields = {
  config: [
    { ...text, key: 'url', label: 'Address', placeholder: 'rediss://redis.example.com:6379' },
    { ...text, key: 'stream', label: 'Stream', hint: templates, initial: 'muster' },
    {
      ...{ type: 'number', unit: 'entries', optional: true },
      key: 'maxlen',
      label: 'Trim to about',
      hint: 'Blank: the stream is never trimmed',
    },
  ],
  secrets: [{ name: 'password', label: 'Password', optional: true }],
}

const natsFields: KindFields = {
  config: [
    {
      ...{ type: 'lines', placeholder: 'tls://nats.example.com:4222' },
      key: 'servers',
      label: 'Servers',
      hint: 'One a line',
    },
    { ...text, key: 'stream', label: 'Stream', hint: 'Must exist', optional: true },
    { ...text, key: 'subject', label: 'Subject', hint: templates, initial: 'muster.{kind}' },
  ],
  secrets: [
    { name: 'token', label: 'Token', optional: true },
    { name: 'user', label: 'User', optional: true },
    { name: 'password', label: 'Password', optional: true },
    { name: 'creds', label: 'Credentials file', optional: true, long: true },
  ],
}

const kafkaFields: KindFields = {
  config: [
    {
      ...{ type: 'lines', placeholder: 'kafka-1.example.com:9093' },
      key: 'brokers',
      label: 'Brokers',
      hint: 'host:port, one a line',
    },
    { ...text, key: 'topic', label: 'Topic', hint: templates, initial: 'muster' },
    {
      ...{ type: 'choice', initial: 'all' },
      key: 'acks',
      label: 'Acknowledged by',
      options: [
        { value: 'all', label: 'All replicas in sync' },
        { value: 'leader', label: 'The leader alone' },
      ],
    },
    {
      ...{ type: 'choice', initial: 'gzip' },
      key: 'compression',
      label: 'Compression',
      options: [
        { value: 'gzip', label: 'gzip' },
        { value: 'none', label: 'None' },
      ],
    },
    { ...toggle, key: 'tls', label: 'TLS', initial: 'true' },
    {
      ...{ type: 'choice', initial: '' },
      key: 'sasl.mechanism',
      label: 'Sign-in',
      options: [
        { value: '', label: 'None' },
        { value: 'plain', label: 'PLAIN' },
        { value: 'scram-sha-256', label: 'SCRAM-SHA-256' },
        { value: 'scram-sha-512', label: 'SCRAM-SHA-512' },
      ],
    },
    { ...text, key: 'sasl.username', label: 'User name', optional: true },
  ],
  secrets: [{ name: 'password', label: 'Password', optional: true }],
}

const s3Fields: KindFields = {
  config: [
    {
      ...text,
      key: 'endpoint',
      label: 'Endpoint',
      hint: "Blank: Amazon's own, by region",
      optional: true,
    },
    { ...text, key: 'region', label: 'Region', initial: 'us-east-1' },
    { ...text, key: 'bucket', label: 'Bucket' },
    { ...text, key: 'prefix', label: 'Prefix', placeholder: 'muster/', optional: true },
    { ...toggle, key: 'path_style', label: 'Bucket in the path', hint: 'As MinIO and others do' },
    { ...toggle, key: 'compress', label: 'Compress objects', hint: 'gzip', initial: 'true' },
    { type: 'number', key: 'max_seconds', label: 'An object after', unit: 's', initial: '60' },
    {
      ...{ type: 'number', unit: 'MiB', per: mebibyte, initial: '16' },
      key: 'max_bytes',
      label: 'Or at a size of',
    },
  ],
  secrets: [
    { name: 'access_key_id', label: 'Access key ID' },
    { name: 'secret_access_key', label: 'Secret access key' },
  ],
}

export const kindFields: Record<DestinationKind, KindFields> = {
  file: fileFields,
  stdout: { config: [], secrets: [] },
  http: httpFields,
  splunk_hec: splunkFields,
  elasticsearch: elasticFields,
  redis: redisFields,
  nats: natsFields,
  kafka: kafkaFields,
  s3: s3Fields,
}
