// Token buckets in memory, for limits that protect this instance. They forget at a restart.

export type Bucket = { tokens: number; at_ms: number }
type BucketLimit = { per_second: number; burst: number }

/** Takes a token when there is one. */
export function takeToken(bucket: Bucket, limit: BucketLimit, nowMs: number): boolean {
  const refill = (Math.max(0, nowMs - bucket.at_ms) / 1000) * limit.per_second
  bucket.tokens = Math.min(limit.burst, bucket.tokens + refill)
  bucket.at_ms = nowMs
  if (bucket.tokens < 1) return false
  bucket.tokens -= 1
  return true
}

/** Whether a token is left, without taking it. */
export function hasToken(bucket: Bucket, limit: BucketLimit, nowMs: number): boolean {
  const refill = (Math.max(0, nowMs - bucket.at_ms) / 1000) * limit.per_second
  return Math.min(limit.burst, bucket.tokens + refill) >= 1
}

export function fullBucket(limit: BucketLimit, nowMs: number): Bucket {
  return { tokens: limit.burst, at_ms: nowMs }
}

/** Buckets by name, at most `kept` of them: the longest unused make room. */
export class Buckets {
  private readonly held = new Map<string, Bucket>()

  constructor(
    private readonly limit: BucketLimit,
    private readonly kept = 10_000,
  ) {}

  private bucket(name: string, nowMs: number): Bucket {
    const bucket = this.held.get(name) ?? fullBucket(this.limit, nowMs)
    this.held.delete(name)
    this.held.set(name, bucket)
    const oldest = this.held.size > this.kept ? this.held.keys().next().value : undefined
    if (oldest !== undefined) this.held.delete(oldest)
    return bucket
  }

  take(name: string, nowMs: number): boolean {
    return takeToken(this.bucket(name, nowMs), this.limit, nowMs)
  }

  has(name: string, nowMs: number): boolean {
    const bucket = this.held.get(name)
    return bucket === undefined || hasToken(bucket, this.limit, nowMs)
  }
}
