// Fails a test on anything the browser complained about: the console, errors, failed requests, and
// breaches of the content policy. What a test provokes on purpose it allows by name.
import type { BrowserContext, ConsoleMessage, Request, Response } from '@playwright/test'

export class Guard {
  private readonly complaints: string[] = []
  private readonly allowed: RegExp[] = []

  /** Complaints that match are part of what the test does. */
  allow(pattern: RegExp): void {
    this.allowed.push(pattern)
  }

  /** So is whatever a browser says of a server that is killed under it. */
  allowAway(): void {
    this.allow(/ERR_(CONNECTION_REFUSED|CONNECTION_RESET|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE)/)
    this.allow(/ERR_INCOMPLETE_CHUNKED|network error|\b503\b/i)
  }

  watch(context: BrowserContext): void {
    context.on('console', (message) => this.hearConsole(message))
    context.on('weberror', (error) => this.complaints.push(`page error: ${error.error().stack}`))
    context.on('requestfailed', (request) => this.hearFailure(request))
    context.on('response', (response) => this.hearResponse(response))
  }

  /** What was complained about and not allowed, in order. */
  unexpected(): string[] {
    return this.complaints.filter((text) => !this.allowed.some((pattern) => pattern.test(text)))
  }

  private hearConsole(message: ConsoleMessage): void {
    const type = message.type()
    if (type !== 'error' && type !== 'warning') return
    this.complaints.push(`console ${type}: ${message.text()} (${message.location().url})`)
  }

  private hearFailure(request: Request): void {
    const reason = request.failure()?.errorText ?? ''
    // Leaving a page ends its requests, and its stream, in just this way.
    if (reason === 'net::ERR_ABORTED') return
    this.complaints.push(`request failed: ${reason} ${request.method()} ${request.url()}`)
  }

  private hearResponse(response: Response): void {
    if (response.status() < 400) return
    const method = response.request().method()
    this.complaints.push(`status ${response.status()} ${method} ${response.url()}`)
  }
}
