// Lines as objects of an S3-compatible store: one NDJSON object a batch, named by time and by the keys
// of its lines, so that a batch that comes again replaces itself. The worker gathers until one is worth it.
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { knownFault } from '@/lib/sinks/connection-faults'
import { batchKey, statusFault, urlOf } from '@/lib/sinks/exchange'
import { connectMs, Guard, type GuardOptions } from '@/lib/sinks/outbound'
import { type BatchWish, type Sink, type SinkEvent, SinkFault } from '@/lib/sinks/sink'
import type { S3Config, S3Secrets } from '@/lib/wire/destination-kinds'

const compressed = promisify(gzip)
const answerMs = 60_000
const answerBytes = 262_144
const linesMax = 200_000

const answers: Record<string, string> = {
  NoSuchBucket: 'It has no such bucket',
  InvalidAccessKeyId: 'It does not know our access key',
  SignatureDoesNotMatch: 'It does not accept our secret key',
  AccessDenied: 'Our key may not write to that bucket',
  AllAccessDisabled: 'Our key may not write to that bucket',
  SlowDown: 'It asks us to slow down',
  RequestTimeTooSkewed: 'Its clock and that of this server differ too much',
  PermanentRedirect: 'The bucket is in another region: give that one, and its endpoint',
  AuthorizationHeaderMalformed: 'The bucket is in another region than the one given',
}

/** By receipt of its first line: 2026/11/22/13/0459-<keys>.ndjson.gz */
function nameOf(events: readonly SinkEvent[], { prefix, compress }: S3Config): string {
  const at = (events[0]?.at ?? new Date(0)).toISOString()
  const folder = at.slice(0, 13).replace(/[-T]/g, '/')
  const keys = batchKey(events.map(({ key }) => key)).slice(0, 16)
  const file = `${at.slice(14, 19).replace(':', '')}-${keys}.ndjson${compress ? '.gz' : ''}`
  return [prefix.replace(/^\/+|\/+$/g, ''), folder, file].filter(Boolean).join('/')
}

class S3Objects implements Sink {
  readonly batch: BatchWish
  private readonly client: S3Client
  private readonly agents

  constructor(
    private readonly config: S3Config,
    { access_key_id, secret_access_key }: S3Secrets,
    outbound: GuardOptions,
  ) {
    const guard = new Guard(outbound)
    const { endpoint, region, path_style, max_bytes, max_seconds } = config
    this.batch = { lines: linesMax, bytes: max_bytes, wait_ms: max_seconds * 1_000 }
    const agents = [guard.agent(false, answerBytes), guard.agent(true, answerBytes)] as const
    this.agents = agents
    this.client = new S3Client({
      region,
      ...(endpoint === undefined ? {} : { endpoint: urlOf(endpoint).href }),
      forcePathStyle: path_style,
      credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key },
      maxAttempts: 1,
      followRegionRedirects: false,
      // Other stores than Amazon's do not know the trailing checksums that are the default.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        httpAgent: agents[0],
        httpsAgent: agents[1],
        connectionTimeout: connectMs,
        requestTimeout: answerMs,
        // Without it the client only says on the console that the time is over, and waits on.
        throwOnRequestTimeout: true,
      },
    })
  }

  async send(events: readonly SinkEvent[], signal: AbortSignal) {
    if (events.length === 0) return []
    const { bucket, compress } = this.config
    const text = Buffer.from(`${events.map((event) => event.text).join('\n')}\n`)
    const body = compress ? await compressed(text) : text
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: nameOf(events, this.config),
      Body: body,
      ContentLength: body.length,
      ContentMD5: createHash('md5').update(body).digest('base64'),
      ContentType: compress ? 'application/gzip' : 'application/x-ndjson',
    })
    try {
      await this.client.send(put, { abortSignal: signal })
      return []
    } catch (error) {
      if (signal.aborted) throw new SinkFault('The attempt was stopped', { cause: error })
      throw faultOf(error)
    }
  }

  async close() {
    this.client.destroy()
    for (const agent of this.agents) agent.destroy()
  }
}

/** The status and headers of an answer, where the client tells them. */
function answerOf(error: Error): { status: number; headers: Record<string, string> } | undefined {
  const answer = '$response' in error ? Object(error.$response) : undefined
  const status: unknown = answer?.statusCode
  return typeof status === 'number' && status >= 300
    ? { status, headers: answer.headers ?? {} }
    : undefined
}

function faultOf(error: unknown): SinkFault {
  if (!(error instanceof Error)) return new SinkFault('It cannot be reached')
  const answer = answerOf(error)
  if (answer) {
    const { message, retry_after_ms } = statusFault(answer)
    const known = answers[error.name]
    const words = known ? `${known} (${answer.status})` : message
    const wait = retry_after_ms === undefined ? {} : { retry_after_ms }
    return new SinkFault(words, { ...wait, cause: error })
  }
  return new SinkFault(wordsOf(error), { cause: error })
}

/** The client names much a timeout, also a reset; its own limits are told by their words alone. */
function wordsOf(error: Error): string {
  if (error.message.includes('requestTimeout'))
    return `It did not answer within ${answerMs / 1_000} s`
  if (error.message.includes('did not establish')) return 'Nothing answers at that address'
  return knownFault(error) ?? 'The connection was cut'
}

export async function openS3(
  config: S3Config,
  secrets: S3Secrets,
  outbound: GuardOptions,
): Promise<Sink> {
  return new S3Objects(config, secrets, outbound)
}
