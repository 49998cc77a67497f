import { expect, test } from 'vitest'
import { boundText } from './bound-text'
import { questionOf } from './history-words'
import { fieldsOf, listItems, plainNames, readFields, textsOf } from './parameter-fields'

const sql =
  'SELECT * FROM processes WHERE name = {{name}} AND pid > {{ min_pid }} OR pid = {{min_pid}}'
const fieldsWith = (type: 'text' | 'number' | 'list' | 'path', text: string) =>
  fieldsOf('SELECT {{x}}', [], { x: { type, text } })
const read = (type: 'text' | 'number' | 'list' | 'path', text: string) =>
  readFields(fieldsWith(type, text))

test('a text has one field for each name, in its order', () => {
  expect(fieldsOf(sql, [], {}).map(({ name }) => name)).toEqual(['name', 'min_pid'])
})

test('a saved query says the types, and a default stands in for what is left blank', () => {
  const declared = [{ name: 'min_pid', type: 'number' as const, default: 7 }]
  const fields = fieldsOf(sql, declared, { min_pid: { type: 'text', text: '' } })
  expect(fields[1]).toMatchObject({ type: 'number', declared: true, fallback: 7 })
  expect(readFields(fields)).toEqual({ values: { min_pid: 7 }, faults: { name: 'Needs a value' } })
})

test('a number is sent as a number, and what is none is named', () => {
  expect(read('number', ' 1023 ').values).toEqual({ x: 1023 })
  expect(read('number', '10.2e1').values).toEqual({ x: 102 })
  expect(read('number', '10;DROP').faults).toEqual({ x: '"10;DROP" is not a number' })
  expect(read('number', '0x10').faults).toHaveProperty('x')
  expect(read('number', '9007199254740993').faults.x).toContain('too large')
})

test('a pasted list is split once: by lines, or on one line by commas', () => {
  expect(listItems('a, b\tc;a')).toEqual(['a', 'b', 'c'])
  expect(listItems('Doe, John\r\nRoe, Jane\n')).toEqual(['Doe, John', 'Roe, Jane'])
  expect(read('list', '1, 2').values).toEqual({ x: [1, 2] })
  expect(read('list', '007, 1').values).toEqual({ x: ['007', '1'] })
  const many = Array.from({ length: 1_001 }, (_, index) => `host-${index}`).join('\n')
  expect(read('list', many).faults.x).toBe('1,001 values; 1,000 are the most')
})

test('a path refuses line breaks, a text takes them', () => {
  expect(read('path', '/etc/a\nb').faults).toHaveProperty('x')
  expect(read('path', '/etc/%%').values).toEqual({ x: '/etc/%%' })
  expect(read('text', "it's\nall").values).toEqual({ x: "it's\nall" })
})

test('a name within quotes or a comment is refused, with its line', () => {
  const x = { name: 'x', type: 'text' as const }
  const faultOf = (text: string, declared = [x]) =>
    readFields(fieldsOf(text, declared, textsOf({ x: 'a' }))).faults.x
  expect(faultOf("SELECT 1\nWHERE name = '{{x}}'")).toContain('on line 2')
  expect(faultOf("SELECT {{x}} WHERE name = '{{x}}'", [])).toContain('on line 1')
  expect(faultOf('SELECT 1 -- {{x}}')).toContain('comment')
  expect(faultOf('SELECT 1 WHERE a IN {{x}}')).toContain('make it a list')
})

test('braces that stand only in a string are text, and ask for nothing', () => {
  const text = "SELECT * FROM file WHERE path LIKE '%{{x}}%'"
  expect(fieldsOf(text, [], {})).toEqual([])
  expect(plainNames(text, [])).toEqual(['x'])
  expect(plainNames('SELECT {{x}}', [])).toEqual([])
})

test('what hosts get has every value in its own quotes', () => {
  const fields = fieldsOf('SELECT {{a}}, {{n}}', [], textsOf({ a: "x' OR 1=1 --", n: 5 }))
  expect(boundText('SELECT {{a}}, {{n}}', fields).sql).toBe("SELECT 'x'' OR 1=1 --', 5")
  expect(boundText('SELECT {{a}}', fieldsOf('SELECT {{a}}', [], {})).lacks).toContain('a')
})

test('an earlier question comes back with its text and its values', () => {
  const back = questionOf({
    sql: "SELECT 'a'",
    template: 'SELECT {{x}}',
    parameters: [{ name: 'x', type: 'path', value: 'a' }],
  })
  expect(back).toEqual({ sql: 'SELECT {{x}}', texts: { x: { type: 'path', text: 'a' } } })
})
