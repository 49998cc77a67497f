import { describe, expect, it } from 'vitest'
import { judge, judgeEnrolment } from './acceptance'

describe('the acceptance rule', () => {
  it.each([
    ['', 'an empty body'],
    ['{}', 'an empty object'],
    ['{"node_invalid":false}', 'node_invalid false'],
    ['{"node_invalid":"true"}', 'node_invalid as a string'],
    ['{"node_invalid":1}', 'node_invalid as a number'],
    ['{"schedule":{"x":{"error":"inside"}}}', 'an error key deeper down'],
    ['{"text":"\\\\ud800 is text"}', 'an escaped backslash before u'],
    ['{"text":"\\ud83d\\ude00"}', 'a whole surrogate pair'],
    [' {"a":1}\n', 'white space around the object'],
  ])('accepts %s: %s', (body) => {
    expect(judge(body).kind).toBe('accepted')
  })

  it.each([
    ['{"error":"no"}', 'an error'],
    ['{"error":""}', 'an empty error'],
    ['{"error":null}', 'a null error'],
    ['{"error":"no","node_invalid":false}', 'an error with a valid node'],
    ['<html>502</html>', 'HTML'],
    ['[]', 'an array'],
    ['null', 'null'],
    ['"ok"', 'a string'],
    ['42', 'a number'],
    ['{"a":1}x', 'something after the root'],
    ['{"a":1,}', 'a trailing comma'],
    ['\uFEFF{}', 'a byte order mark'],
    ['// fine\n{}', 'a comment'],
    ['{"a":"\\ud800"}', 'a lone high surrogate'],
    ['{"a":"\\udc00x"}', 'a lone low surrogate'],
    ['{"a":"\n"}', 'a raw control character'],
    [' ', 'only white space'],
  ])('refuses %s: %s', (body) => {
    expect(judge(body).kind).toBe('refused')
  })

  it('gives up the key only for a boolean node_invalid true', () => {
    expect(judge('{"node_invalid":true}').kind).toBe('invalid_key')
    expect(judge('{"node_invalid":true,"error":"who"}')).toEqual({
      kind: 'invalid_key',
      reason: 'Invalid node key: who',
    })
  })
})

describe('the reply to enrolment', () => {
  it.each([
    ['{"node_key":"abc"}', 'abc'],
    ['{"id":"abc"}', 'abc'],
    ['{"node_key":"abc","node_invalid":true}', 'abc'],
    ['{"node_key":"abc","error":"ignored"}', 'abc'],
    ['{"node_key":""}', undefined],
    ['{"node_key":5}', undefined],
    ['{"node_invalid":true}', undefined],
    ['', undefined],
    ['<html>', undefined],
  ])('%s gives the key %s', (body, key) => {
    expect(judgeEnrolment(body)).toBe(key)
  })
})
