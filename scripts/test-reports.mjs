// What the two test runners left in their JSON reports: who failed and why, so that `npm test` can
// say it once more at its end, where it is read, and not ten minutes of output further up.
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

const LINES = 12

export function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

/** The first lines of a message, without the colours of a terminal. */
function shorten(message = '') {
  return stripVTControlCharacters(message).split('\n').slice(0, LINES).join('\n')
}

/** Each failed test of a Vitest report, and each file that failed as a whole. */
export function failedUnits(report, root) {
  return (report?.testResults ?? []).flatMap(({ name, status, message, assertionResults = [] }) => {
    const file = relative(root, name)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && failed.length === 0) return [`${file}\n${shorten(message)}`]
    return failed.map(
      (test) => `${file} › ${test.fullName}\n${shorten(test.failureMessages?.join('\n'))}`,
    )
  })
}

/** Each story of a Playwright report with the given verdict: `unexpected` or `flaky`. */
export function storiesThat(verdict, report) {
  const inside = (suite) => [
    ...(suite.specs ?? []),
    ...(suite.suites ?? []).flatMap((nested) => inside(nested)),
  ]
  return (report?.suites ?? []).flatMap(inside).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === verdict)
      .map((test) => {
        const message = test.results.find((result) => result.error)?.error?.message
        return `${spec.file}:${spec.line} › ${spec.title}\n${shorten(message)}`
      }),
  )
}
