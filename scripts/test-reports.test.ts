import { expect, test } from 'vitest'
import { failedUnits, storiesThat } from './test-reports.mjs'

test('a failed test is named by its file and title with its first reason, a passed one is not', () => {
  const report = {
    testResults: [
      {
        name: '/repo/lib/a.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          { status: 'passed', fullName: 'holds', failureMessages: [] },
          {
            status: 'failed',
            fullName: 'breaks',
            failureMessages: ['\u001b[31mexpected 1\u001b[39m'],
          },
        ],
      },
    ],
  }
  expect(failedUnits(report, '/repo')).toEqual(['lib/a.test.ts › breaks\nexpected 1'])
})

test('a file that failed before its first test is named with what it threw', () => {
  const report = {
    testResults: [
      { name: '/repo/lib/b.test.ts', status: 'failed', message: 'no module', assertionResults: [] },
    ],
  }
  expect(failedUnits(report, '/repo')).toEqual(['lib/b.test.ts\nno module'])
})

test('stories are found in nested suites by their verdict', () => {
  const error = { message: 'locator not found' }
  const spec = (title: string, status: string) => ({
    file: 'x.spec.ts',
    line: 3,
    title,
    tests: [{ status, results: [status === 'expected' ? {} : { error }, {}] }],
  })
  const report = {
    suites: [
      {
        specs: [spec('fine', 'expected')],
        suites: [{ specs: [spec('late', 'flaky'), spec('gone', 'unexpected')] }],
      },
    ],
  }
  expect(storiesThat('flaky', report)).toEqual(['x.spec.ts:3 › late\nlocator not found'])
  expect(storiesThat('unexpected', report)).toEqual(['x.spec.ts:3 › gone\nlocator not found'])
})

test('a report that was never written names nobody', () => {
  expect(failedUnits(undefined, '/repo')).toEqual([])
  expect(storiesThat('flaky', undefined)).toEqual([])
})
