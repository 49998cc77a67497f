// Which sink each kind of destination opens. Configs come from the database as unknown and are parsed
// here once more, so that a row of an older version fails in words instead of inside a client.
import type { z } from 'zod'
import { env } from '@/lib/env'
import { openElasticsearch } from '@/lib/sinks/elasticsearch'
import { openFile } from '@/lib/sinks/file'
import { openHttp } from '@/lib/sinks/http'
import { openKafka } from '@/lib/sinks/kafka'
import { openNats } from '@/lib/sinks/nats'
import { openRedis } from '@/lib/sinks/redis'
import { openS3 } from '@/lib/sinks/s3'
import { type Outbound, type Sink, SinkFault } from '@/lib/sinks/sink'
import { openSplunkHec } from '@/lib/sinks/splunk-hec'
import { openStdout } from '@/lib/sinks/stdout'
import { type DestinationKind, destinationKinds } from '@/lib/wire/destination-kinds'

type Open = (config: unknown, secrets: unknown, outbound: Outbound) => Promise<Sink>

function parsed<C, S>(
  { config, secrets }: { config: z.ZodType<C>; secrets: z.ZodType<S> },
  open: (config: C, secrets: S, outbound: Outbound) => Promise<Sink>,
): Open {
  return (givenConfig, givenSecrets, outbound) => {
    const [c, s] = [config.safeParse(givenConfig), secrets.safeParse(givenSecrets)]
    const issue = c.error?.issues[0] ?? s.error?.issues[0]
    if (issue) throw new SinkFault(`Its settings: ${issue.path.join('.')} ${issue.message}`)
    return open(c.data as C, s.data as S, outbound)
  }
}

const openers: Partial<Record<DestinationKind, Open>> = {
  file: parsed(destinationKinds.file, openFile),
  stdout: parsed(destinationKinds.stdout, openStdout),
  http: parsed(destinationKinds.http, openHttp),
  elasticsearch: parsed(destinationKinds.elasticsearch, openElasticsearch),
  kafka: parsed(destinationKinds.kafka, openKafka),
  nats: parsed(destinationKinds.nats, openNats),
  redis: parsed(destinationKinds.redis, openRedis),
  s3: parsed(destinationKinds.s3, openS3),
  splunk_hec: parsed(destinationKinds.splunk_hec, openSplunkHec),
}

/** The kinds that this installation can send to. */
export const openKinds = Object.keys(openers)

/** Opens the far end of a destination. Throws SinkFault, in words for people, when it cannot. */
export async function openSink(
  kind: DestinationKind,
  config: unknown,
  secrets: unknown,
): Promise<Sink> {
  const open = openers[kind]
  if (!open) throw new SinkFault(`Destinations of the kind ${kind} cannot be opened here`)
  return open(config, secrets, { allow: env().DESTINATION_ALLOW })
}
